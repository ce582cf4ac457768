package net.vdestack.linux.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import net.vdestack.api.StackMode;
import org.junit.jupiter.api.Test;

class PrivilegesTest {
    private static final String IDENTITY = "         0          0 4294967295\n";
    private static final long SYS_ADMIN = 1L << 21;
    private static final long NET_ADMIN = 1L << 12;

    private static Privileges of(String effective, String uidMap) throws IOException {
        return Privileges.of(
                List.of("Name:\tjava", "CapInh:\t0000000000000000", "CapEff:\t" + effective, "CapBnd:\t0"), uidMap);
    }

    @Test
    void readsTheEffectiveCapabilities() throws Exception {
        assertThat(of("0000000000003c00", IDENTITY).capabilities()).isEqualTo(0x3c00);
        assertThat(of("ffffffffffffffff", IDENTITY).capabilities()).isEqualTo(-1);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Privileges.of(List.of("Name:\tjava"), IDENTITY))
                .withMessageContaining("CapEff");
    }

    @Test
    void isPrivilegedInTheMachinesOwnUserNamespace() throws Exception {
        assertThat(of("000001ffffffffff", IDENTITY).mode()).isEqualTo(StackMode.PRIVILEGED);
    }

    @Test
    void isWrappedInEveryOtherUserNamespace() throws Exception {
        for (String map : new String[] {
            "         0          0          1\n",
            "      1000       1000          1\n",
            "         0     100000      65536\n",
            "         0          0          1\n         1     100000      65535\n",
            ""
        }) {
            assertThat(of("000001ffffffffff", map).mode()).as(map).isEqualTo(StackMode.WRAPPED);
        }
    }

    @Test
    void isContentWithTwoCapabilities() {
        assertThatCode(new Privileges(SYS_ADMIN | NET_ADMIN, true)::require).doesNotThrowAnyException();
    }

    @Test
    void saysWhichAreMissingAndHowToGetThem() {
        String remedy = ". Run it as root, or give it these capabilities (systemd: AmbientCapabilities=CAP_SYS_ADMIN"
                + " CAP_NET_ADMIN)";

        refuses(0, "it lacks CAP_SYS_ADMIN and CAP_NET_ADMIN" + remedy);
        refuses(NET_ADMIN, "it lacks CAP_SYS_ADMIN" + remedy);
        refuses(SYS_ADMIN, "it lacks CAP_NET_ADMIN" + remedy);
        refuses(~(SYS_ADMIN | NET_ADMIN), "it lacks CAP_SYS_ADMIN and CAP_NET_ADMIN" + remedy);
    }

    private static void refuses(long capabilities, String end) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(new Privileges(capabilities, true)::require)
                .withMessage("this JVM may not make network namespaces: " + end);
    }

    @Test
    void namesTheNetworkCapabilitiesItHas() {
        assertThat(new Privileges(0x3c00, true).networkCapabilities())
                .containsExactly("net_bind_service", "net_broadcast", "net_admin", "net_raw");
        assertThat(new Privileges(NET_ADMIN | SYS_ADMIN, false).networkCapabilities())
                .containsExactly("net_admin");
        assertThat(new Privileges(0, false).networkCapabilities()).isEmpty();
    }

    @Test
    void shrinksTheBoundingSetOnlyIfItMay() {
        assertThat(new Privileges(1L << 8, true).mayShrinkBoundingSet()).isTrue();
        assertThat(new Privileges(~(1L << 8), true).mayShrinkBoundingSet()).isFalse();
    }
}
