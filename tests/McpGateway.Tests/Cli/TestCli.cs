using McpGateway.Cli;
using McpGateway.Cli.Running;

namespace McpGateway.Tests.Cli;

/// <summary>Runs command lines in this process, with a home directory of their own.</summary>
internal sealed class TestCli : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("mcpgw-test-");

    public string Home => _home.FullName;

    /// <summary>Where profiles and tokens are.</summary>
    public string Configuration => Path.Combine(Home, ".config", "mcpgw");

    /// <summary>The environment. The keyring of whoever runs the tests is left alone.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal) { ["MCPGW_STORE"] = "file" };

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public int Width { get; init; } = 120;

    /// <summary>Answers the requests; over the network when left out.</summary>
    public Func<HttpMessageHandler> Handlers { get; init; } =
        static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };

    /// <summary>Stands in for the user's browser.</summary>
    public Func<Uri, bool> OpenBrowser { get; set; } = static _ => false;

    /// <summary>What the user types, on a terminal when it is interactive.</summary>
    public string Input { get; set; } = "";

    public bool IsInteractive { get; set; }

    public IReadOnlyList<string> Secrets { get; set; } = [];

    public CliEnvironment EnvironmentOf(TestTerminal terminal) => new()
    {
        Terminal = terminal,
        Time = Time,
        Variables = Variables,
        Home = Home,
        WorkingDirectory = Home,
        Handlers = Handlers,
        OpenBrowser = page => OpenBrowser(page),
    };

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        var terminal = new TestTerminal { Width = Width, In = new StringReader(Input), IsInteractive = IsInteractive };
        foreach (var secret in Secrets)
        {
            terminal.Secrets.Enqueue(secret);
        }

        var exitCode = await CommandTree.RunAsync(EnvironmentOf(terminal), arguments, TestContext.Current.CancellationToken);
        return new(exitCode, terminal.OutText.ToString(), terminal.ErrorText.ToString());
    }

    public void Dispose() => _home.Delete(recursive: true);
}

/// <summary>How a command line ended.</summary>
internal sealed record CliResult(int ExitCode, string Out, string Error)
{
    /// <summary>The result, when the command succeeded.</summary>
    public string Text
    {
        get
        {
            Assert.True(ExitCode == ExitCodes.Success, $"{ExitCode}\n{Out}\n{Error}");
            return Out;
        }
    }
}
