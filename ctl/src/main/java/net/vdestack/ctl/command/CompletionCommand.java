package net.vdestack.ctl.command;

import java.util.concurrent.Callable;
import net.vdestack.ctl.shell.Shell;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "completion",
        synopsisHeading = "usage: ",
        abbreviateSynopsis = true,
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        description = "Print what lets a shell complete commands and options of this program.",
        footer = {
            "",
            "For this shell:   source <(vdestackctl completion bash)",
            "For every shell:  vdestackctl completion bash > /etc/bash_completion.d/vdestackctl",
            "In zsh:           autoload -U +X compinit && compinit; source <(vdestackctl completion zsh)"
        })
final class CompletionCommand implements Callable<Integer> {
    @ParentCommand
    private Vdestackctl program;

    @Parameters(paramLabel = "bash|zsh", description = "the shell")
    @SuppressWarnings("unused") // one script is for both
    private Kind kind;

    /** Shells that are known. */
    enum Kind {
        bash,
        zsh
    }

    @Override
    public Integer call() throws Exception {
        Shell shell = program.shell();
        shell.out().print(AutoComplete.bash("vdestackctl", program.spec().commandLine()));
        shell.flush();
        return 0;
    }
}
