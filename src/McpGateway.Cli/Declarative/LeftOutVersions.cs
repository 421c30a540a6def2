using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Declarative;

/// <summary>Further versions of servers, which a file does not declare: whoever saves one is told what it does not bring back.</summary>
internal static class LeftOutVersions
{
    /// <param name="state">What is saved.</param>
    public static async Task WarnAsync(CommandRun run, JsonObject state, CancellationToken cancellationToken)
    {
        foreach (var path in (state["servers"] as JsonArray ?? []).Select(static server => server!["path"]!.ToString()))
        {
            var versions = await VersionsAsync(run, path, cancellationToken);
            if (versions.Count > 1)
            {
                run.Output.Warn(
                    $"{path} has the versions {string.Join(", ", versions)}: the default alone is saved. Bring the others back with "
                        + $"mcpgw server version add {path} <version> <upstream>.");
            }
        }
    }

    private static async Task<IReadOnlyList<string>> VersionsAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await run.GetAsync(ApiRoutes.ServerVersions, cancellationToken, path);
            return
            [
                .. answer.Items("versions").Select(static version =>
                    $"{version.Text("version")} ({(version.Flag("is_default") ? "default, " : "")}{version.Text("proxy_pass_url")})"),
            ];
        }
        catch (CommandFailure missing) when (missing.ExitCode == ExitCodes.NotFound)
        {
            // Removed meanwhile, or a gateway without versions.
            return [];
        }
    }
}
