package net.vdestack.itests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of ARCHITECTURE, over the classes of all modules. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("net.vdestack");

    /** An empty import would make every other rule pass. */
    @ParameterizedTest
    @ValueSource(strings = {"api", "linux", "forwarder", "rest", "console", "ctl", "storage", "demo", "launcher"})
    void seesClassesOfModule(String module) {
        assertThat(CLASSES.that(resideInAPackage("net.vdestack." + module + "..")))
                .isNotEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("net.vdestack.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void apiDependsOnTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("net.vdestack.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("net.vdestack.api..", "java..", "javax.net..", "org.osgi.annotation..")
                .check(CLASSES);
    }

    @Test
    void nativeDoesNotDependOnItsUsers() {
        noClasses()
                .that()
                .resideInAPackage("net.vdestack.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.vdestack.forwarder..", "net.vdestack.demo..")
                .check(CLASSES);
    }

    @Test
    void forwarderSeesOnlyTheSyscallsOfNative() {
        noClasses()
                .that()
                .resideInAPackage("net.vdestack.forwarder..")
                .should()
                .dependOnClassesThat(resideInAPackage("net.vdestack.linux..")
                        .and(not(resideInAPackage("net.vdestack.linux.syscall.."))))
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("net.vdestack.demo..")
                .check(CLASSES);
    }

    /** In plain Java there is neither. Annotations of components leave no trace at run time. */
    @Test
    void onlyTheirOsgiPackagesKnowAFrameworkOrJackson() {
        noClasses()
                .that()
                .resideInAnyPackage("net.vdestack.api..", "net.vdestack.linux..", "net.vdestack.forwarder..")
                .and()
                .resideOutsideOfPackages("net.vdestack.linux.osgi..", "net.vdestack.forwarder.osgi..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.osgi.framework..", "org.osgi.service..", "tools.jackson..")
                        .and(not(resideInAPackage("org.osgi.service.component.annotations.."))))
                .check(CLASSES);
    }

    /** It is the application that shows that none needs to. */
    @Test
    void theDemoPageKnowsNothingOfStacks() {
        noClasses()
                .that()
                .haveSimpleName("DemoPage")
                .or()
                .haveSimpleName("PageServer")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("net.vdestack..").and(not(resideInAPackage("net.vdestack.demo.app.."))))
                .check(CLASSES);
    }

    @Test
    void administrationUsesTheApiOnly() {
        noClasses()
                .that()
                .resideInAPackage("net.vdestack.rest..")
                .should()
                .dependOnClassesThat(resideInAPackage("net.vdestack..")
                        .and(not(resideInAnyPackage("net.vdestack.rest..", "net.vdestack.api.."))))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("net.vdestack.console..")
                .should()
                .dependOnClassesThat(resideInAPackage("net.vdestack..")
                        .and(not(resideInAnyPackage("net.vdestack.console..", "net.vdestack.api.."))))
                .check(CLASSES);
    }

    /** Whatever it keeps. */
    @Test
    void storageKnowsNobody() {
        classes()
                .that()
                .resideInAPackage("net.vdestack.storage..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("net.vdestack.storage..", "java..", "org.osgi..", "org.apache.felix.cm..")
                .check(CLASSES);
    }

    /** The launcher is outside the framework, where no bundle's class can be seen. */
    @Test
    void launcherStandsAlone() {
        classes()
                .that()
                .resideInAPackage("net.vdestack.launcher..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("net.vdestack.launcher..", "java..", "org.osgi..")
                .check(CLASSES);
    }

    /** It knows the contract, and nothing of who keeps it. */
    @Test
    void theClientStandsAlone() {
        classes()
                .that()
                .resideInAPackage("net.vdestack.ctl..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("net.vdestack.ctl..", "java..", "javax.net.ssl..", "picocli..", "tools.jackson..")
                .check(CLASSES);
    }

    @Test
    void onlyProgramsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages("net.vdestack.ctl", "net.vdestack.demo..", "net.vdestack.launcher..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    @Test
    void nobodyUsesJavaUtilLogging() {
        // ArchUnit's rule of that name only looks at fields.
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(CLASSES);
    }
}
