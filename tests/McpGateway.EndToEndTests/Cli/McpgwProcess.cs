using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Cli;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>The program as a user starts it.</summary>
internal static class McpgwProcess
{
    public static string Program { get; } = Repository.Host.Replace("McpGateway.Host.dll", "mcpgw.dll", StringComparison.Ordinal)
        .Replace("McpGateway.Host", "McpGateway.Cli", StringComparison.Ordinal);

    public static ChildProcess Start(TestCli cli, params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["HOME"] = cli.Home,
            ["MCPGW_CONFIG_DIR"] = cli.Configuration,
            ["MCPGW_URL"] = null,
            ["MCPGW_STORE"] = "file",
        };
        var program = ChildProcess.Start("dotnet", [Program, .. arguments], environment, cli.Home);
        program.CloseInput();
        return program;
    }

    public static async Task<CliResult> RunAsync(TestCli cli, CancellationToken cancellationToken, params string[] arguments)
    {
        await using var running = Start(cli, arguments);
        var exitCode = await running.WaitForExitAsync(cancellationToken);
        return new(exitCode, running.Printed, string.Join('\n', running.Errors));
    }
}
