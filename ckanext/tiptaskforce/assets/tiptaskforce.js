/* Saves a round trip, never more: every page works without it. */
(function () {
  "use strict";
  var body = document.body;

  /* The token that core's own bundle would send; it is not loaded here. */
  function meta(name) {
    var found = document.querySelector('meta[name="' + name + '"]');
    return found ? found.getAttribute("content") : "";
  }
  body.addEventListener("htmx:configRequest", function (event) {
    var token = meta(meta("csrf_field_name"));
    if (token) { event.detail.headers["X-CSRFToken"] = token; }
  });

  /* After an error the summary has the focus, after an act the message. */
  function focus() {
    var found = document.querySelector("[data-tf-focus], .tf-messages");
    if (found) { found.focus({ preventScroll: false }); }
  }
  focus();
  /* After the skip link the address ends in #content, also behind a form: the browser
     then moves the focus there as the page completes. */
  window.addEventListener("load", function () {
    if (document.activeElement.id === "content") { focus(); }
  });
  /* Filters swap the content; the reader is led to its start, not to nowhere. */
  body.addEventListener("htmx:afterSettle", function () {
    var content = document.getElementById("content");
    if (content) { content.focus({ preventScroll: true }); }
    focus();
  });

  /* One open menu at a time; Escape and a click elsewhere close it. */
  var menus = ".tf-account, .tf-more";
  document.addEventListener("click", function (event) {
    document.querySelectorAll(menus).forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.removeAttribute("open"); }
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    document.querySelectorAll(menus + ", .tf-nav__narrow").forEach(function (menu) {
      if (menu.hasAttribute("open")) {
        menu.removeAttribute("open");
        menu.querySelector("summary").focus();
      }
    });
  });

  /* The total of a row of counts follows what is typed; a button does the same. */
  document.addEventListener("input", function (event) {
    var row = event.target.closest && event.target.closest(".tf-line .tf-grid__row");
    var told = row && row.querySelector("output");
    if (!told) { return; }
    var sum = 0;
    row.querySelectorAll("input").forEach(function (field) {
      sum += /^[0-9]+$/.test(field.value.trim()) ? Number(field.value) : 0;
    });
    told.textContent = sum || "–";
  });

  /* Lost connection: the filled form stays, and says so. The form's one-time key
     makes one object, however often it is pressed. */
  function notice(form, words) {
    var line = form.querySelector(".tf-unsent");
    if (!line) {
      line = document.createElement("p");
      line.className = "tf-unsent tf-error";
      line.setAttribute("role", "alert");
      form.appendChild(line);
    }
    line.textContent = words;
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    var words = form.getAttribute("data-tf-unsent");
    if (words && navigator.onLine === false) {
      event.preventDefault();
      notice(form, words);
    }
  });
  body.addEventListener("htmx:sendError", function (event) {
    var form = event.target.closest ? event.target.closest("form") : null;
    var words = form && form.getAttribute("data-tf-unsent");
    if (words) { notice(form, words); }
  });
})();
