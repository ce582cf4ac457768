package net.vdestack.linux.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import net.vdestack.api.Preflight.Check;
import net.vdestack.api.Preflight.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    @TempDir
    private Path root;

    private FakeMachine fake;

    @BeforeEach
    void make() {
        fake = FakeMachine.ordinary(root);
    }

    private Check check(String name) {
        return FakeMachine.named(name, new Limits(fake.machine(), false).checks());
    }

    @Test
    void anOrdinaryMachinePasses() {
        assertThat(new Limits(fake.machine(), false).checks())
                .hasSize(6)
                .allSatisfy(
                        check -> assertThat(check.status()).as(check.toString()).isEqualTo(Status.PASS));
        assertThat(check("kernel").detail()).isEqualTo("Linux 6.1.0-18-amd64");
        assertThat(check("threads").detail()).contains("96365", "unlimited", "127000");
    }

    @ParameterizedTest
    @CsvSource({"5.3.0,PASS", "5.2.21-rc1,FAIL", "4.19.0-26-amd64,FAIL", "10.0,PASS", "5.10,PASS"})
    void comparesVersionsOfTheKernelByNumber(String release, Status status) {
        fake.setting("kernel.osrelease", release);

        assertThat(check("kernel").status()).isEqualTo(status);
    }

    @Test
    void missesIpv6() throws Exception {
        fake.without("proc/net/if_inet6");

        assertThat(check("ipv6").status()).isEqualTo(Status.WARN);
    }

    @Test
    void findsFewFiles() {
        fake.file("proc/self/limits", "Max open files            256                  4096                 files\n");

        assertThat(check("open-files").status()).isEqualTo(Status.WARN);
        assertThat(check("open-files").detail()).contains("256");
        assertThat(check("open-files").remedy().orElseThrow()).contains("ulimit -n", "LimitNOFILE");
    }

    @ParameterizedTest
    @CsvSource({
        "0::/vdestack.service,sys/fs/cgroup/vdestack.service/pids.max",
        "7:pids:/docker/x,sys/fs/cgroup/pids/docker/x/pids.max"
    })
    void findsFewThreadsOfAControlGroup(String group, String file) {
        fake.file("proc/self/cgroup", group + "\n").file(file, "100\n");

        assertThat(check("threads").status()).isEqualTo(Status.WARN);
        assertThat(check("threads").detail()).contains("100 for the control group");
    }

    @ParameterizedTest
    @CsvSource({"0,FAIL", "10,WARN", "1000,PASS"})
    void findsFewNamespaces(String limit, Status status) {
        fake.setting("user.max_net_namespaces", limit);

        assertThat(check("namespace-limit").status()).isEqualTo(status);
    }

    @Test
    void findsSmallBuffers() {
        fake.setting("net.core.rmem_max", "212992");

        Check check = check("socket-buffers");

        assertThat(check.status()).isEqualTo(Status.WARN);
        assertThat(check.detail()).contains("net.core.rmem_max = 212992");
        assertThat(check.remedy()).contains("'sysctl net.core.rmem_max=4194304'");
        assertThat(FakeMachine.named("socket-buffers", new Limits(fake.machine(), true).checks())
                        .status())
                .isEqualTo(Status.PASS);
    }

    @Test
    void doesNotInventWhatItCannotRead() throws Exception {
        fake.without("proc/self/limits").without("proc/sys/user/max_net_namespaces");

        assertThat(check("open-files")).extracting(Check::status).isEqualTo(Status.PASS);
        assertThat(check("open-files").detail()).contains("unknown");
        assertThat(check("namespace-limit").detail()).contains("unknown");
    }
}
