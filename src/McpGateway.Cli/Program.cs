using System.Collections;
using McpGateway.Cli;
using McpGateway.Cli.Terminals;

var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
    static entry => (string)entry.Key, static entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
return await CommandTree.RunAsync(
    new()
    {
        Terminal = new SystemTerminal(variables),
        Time = TimeProvider.System,
        Variables = variables,
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        WorkingDirectory = Environment.CurrentDirectory,

        // Redirects are not followed: a credential would go along to wherever they lead.
        Handlers = static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false },
        OpenBrowser = page => SystemBrowser.Open(page, variables),
    },
    args);
