// The one function beyond the language that the modules of js/model/ call; a page has it, and Node has it.
declare function atob(text: string): string;
