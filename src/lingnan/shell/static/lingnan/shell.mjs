// Keys and menus of every page. Nothing here is needed to read or to act.
document.documentElement.classList.add("js");
