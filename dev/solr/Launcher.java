import java.net.InetSocketAddress;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.DefaultServlet;
import org.eclipse.jetty.servlet.ServletContextHandler;

/** Serves the cores of one folder on one local port: Launcher FOLDER PORT. */
public class Launcher {
  public static void main(String[] arguments) throws Exception {
    System.setProperty("solr.solr.home", arguments[0]);
    System.setProperty("solr.log.dir", arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    Server server = new Server(new InetSocketAddress("127.0.0.1", port));
    ServletContextHandler context = new ServletContextHandler(server, "/solr");
    context.addEventListener(new CoreContainerProvider());
    context.addFilter(SolrDispatchFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(DefaultServlet.class, "/");
    context.setResourceBase(arguments[0]);
    // SIGTERM closes the cores, so that the next start replays no update log.
    server.setStopAtShutdown(true);
    server.setStopTimeout(5000);
    server.start();
    server.join();
  }
}
