package net.vdestack.ctl.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListenersTest {
    /** From Linux: port 8181 is 1FF5, state 0A is LISTEN, 01 a connection to it. */
    private static final List<String> TABLE = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1FF5 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1001        0 633 1 0 100 0 0 10 0
               1: 0100007F:1FF5 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1002        0 634 1 0 20 4 30 10 -1
               2: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1003        0 635 1 0 100 0 0 10 0
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000000000000000000001000000:1FF5 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 4294967294        0 636 1 0 100 0 0 10 0
               1: 00000000000000000000000000000000:1FF5 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 637 1 0 100 0 0 10 0
            """.lines().toList();

    @Test
    void areThoseOfThePortAtAllAddresses() {
        assertThat(Listeners.of(TABLE, 8181).users()).containsExactly(0L, 1001L, 4294967294L);
        assertThat(Listeners.of(TABLE, 22).users()).containsExactly(1003L);
        assertThat(Listeners.of(TABLE, 54321).users()).isEmpty();
        assertThat(Listeners.of(List.of("", "words"), 8181).users()).isEmpty();
    }

    @Test
    void countAsOthersUnlessTheyAreTheUserOrRoot() {
        Listeners listeners = Listeners.of(TABLE, 8181);

        assertThat(listeners.othersThan(1001)).containsExactly(4294967294L);
        assertThat(listeners.othersThan(0)).containsExactly(1001L, 4294967294L);
        assertThat(Listeners.of(TABLE, 22).othersThan(1003)).isEmpty();
    }
}
