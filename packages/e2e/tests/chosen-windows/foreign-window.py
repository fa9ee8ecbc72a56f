#!/usr/bin/python3
"""A window that nobody chose: green and magenta squares, which no other program of the tests has.

Writes "ready", and then one line for each button press and key press that reaches it.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

SQUARE = 80
COLORS = ((0, 1, 0), (1, 0, 1))


def draw(area, context):
    for row in range(area.get_allocated_height() // SQUARE + 1):
        for column in range(area.get_allocated_width() // SQUARE + 1):
            context.set_source_rgb(*COLORS[(row + column) % 2])
            context.rectangle(column * SQUARE, row * SQUARE, SQUARE, SQUARE)
            context.fill()
    return False


def report(line):
    print(line, flush=True)
    return False


def main():
    x, y, width, height = (int(part) for part in sys.argv[1].split(","))
    window = Gtk.Window(title="Fremdes Fenster")
    window.set_default_size(width, height)
    window.move(x, y)
    area = Gtk.DrawingArea()
    area.connect("draw", draw)
    area.add_events(Gdk.EventMask.BUTTON_PRESS_MASK)
    area.connect("button-press-event", lambda *_: report("button"))
    window.connect("key-press-event", lambda *_: report("key"))
    window.connect("destroy", Gtk.main_quit)
    window.add(area)
    window.show_all()
    GLib.timeout_add(300, report, "ready")
    Gtk.main()


main()
