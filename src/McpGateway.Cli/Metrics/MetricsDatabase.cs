using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Metrics;

/// <summary>The metrics of the gateway and of other programs as a SQLite file.</summary>
internal static class MetricsDatabase
{
    public static async Task SaveAsync(CommandRun run, string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(run.Environment.WorkingDirectory, name);
        var unfinished = path + ".part";
        try
        {
            var length = await Progress.WhileAsync(run, "Reading the metrics", () => run.Gateway.ReadAsync(
                ApiRoutes.MetricsDatabase,
                async (body, token) =>
                {
                    await using var file = File.Create(unfinished);
                    await body.CopyToAsync(file, token);
                    return file.Length;
                },
                cancellationToken));
            File.Move(unfinished, path, overwrite: true);
            run.Output.Result(new JsonObject { ["file"] = name, ["bytes"] = length }, $"{length} bytes are in {name}.");
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
