/* A report adds itself up and saves itself at every pause; its buttons do the same. */
(function () {
  "use strict";
  var form = document.querySelector(".tf-reporting");
  if (!form) { return; }
  var PAUSE = 2500;
  var told = form.querySelector(".tf-drafted");
  var language = document.documentElement.lang || "en";
  var timer, isSending, isDirty, isStopped, pressed;

  /* What is no plain number is left to the server, which reads more ways of writing. */
  function amount(field) {
    var text = field.value.trim().replace(",", ".");
    return /^[0-9]+(\.[0-9]{1,4})?$/.test(text) ? Number(text) : null;
  }
  function add() {
    form.querySelectorAll("[data-tf-sum]").forEach(function (sum) {
      var found = null;
      form.querySelectorAll("input" + sum.getAttribute("data-tf-sum")).forEach(function (field) {
        var n = amount(field);
        if (n !== null) { found = (found || 0) + n; }
      });
      sum.textContent = found === null ? "–" :
        found.toLocaleString(language, { maximumFractionDigits: 4 });
    });
  }

  /* Files wait for a button: what is sent at a pause are words and figures. */
  function draft() {
    var sent = new FormData();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string") { sent.append(name, value); }
    });
    return sent;
  }
  function say(words) { told.textContent = words; }
  function save() {
    if (isSending || isStopped) { return; }
    isSending = true;
    isDirty = false;
    fetch(form.getAttribute("data-tf-draft"), { method: "POST", body: draft() })
      .then(function (answer) {
        var kind = answer.headers.get("Content-Type") || "";
        if (kind.indexOf("application/json") !== 0) { throw new Error(kind); }
        return answer.json();
      })
      .then(function (saved) {
        if (saved.version) { form.elements.version.value = saved.version; }
        isStopped = saved.is_stopped;
        say(saved.words);
      })
      .catch(function () { say(form.getAttribute("data-tf-unsaved")); })
      .then(function () {
        isSending = false;
        if (pressed) { form.requestSubmit(pressed); } else if (isDirty) { wait(); }
      });
  }
  function wait() {
    isDirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }
  form.addEventListener("input", function (event) {
    add();
    if (event.target.type !== "file" && event.target.name !== "place") { wait(); }
  });
  /* What a button sends is the whole form, after a draft under way has its answer. */
  form.addEventListener("submit", function (event) {
    isStopped = true;
    clearTimeout(timer);
    if (isSending) {
      event.preventDefault();
      pressed = event.submitter;
    }
  });
})();
