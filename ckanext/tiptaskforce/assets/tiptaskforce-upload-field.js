/* The buttons of CKAN's field for a file or a link, which came as inline scripts. */
document.addEventListener("click", function (event) {
  var button = event.target.closest("[data-tiptaskforce-check]");
  if (!button) {
    return;
  }
  var told = button.dataset;
  var find = document.getElementById.bind(document);
  find(told.tiptaskforceCheck).checked = true;
  if (told.tiptaskforceEmpty) {
    find(told.tiptaskforceEmpty).value = "";
  }
  if (told.tiptaskforceClick) {
    find(told.tiptaskforceClick).click();
  }
  if (told.tiptaskforceFocus) {
    find(told.tiptaskforceFocus).focus();
  }
});
