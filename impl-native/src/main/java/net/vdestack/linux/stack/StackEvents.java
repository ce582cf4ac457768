package net.vdestack.linux.stack;

import net.vdestack.api.ForwarderStatus;
import net.vdestack.api.StackState;

/** Hears what happens to one stack. */
interface StackEvents {
    void stackChanged(StackState state);

    void linkChanged(String link, ForwarderStatus status);
}
