using System.CommandLine;
using System.Globalization;
using System.Text;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Declarative;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Backups;

/// <summary>
/// <c>mcpgw backup</c>: what the API hands out, for a gateway on another machine. Accounts, secrets and call records are in the store,
/// which the gateway's own <c>store backup</c> saves.
/// </summary>
internal static class BackupCommand
{
    public static Command Create(CliContext cli)
    {
        var directory = new Argument<string?>("directory")
        {
            Description = "where to write; made when missing",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return cli.Runs(
            new(
                "backup",
                "Save declarations only, for 'mcpgw apply': servers, agents, scopes, federation. Without accounts, secrets and "
                    + "call records; the complete backup is 'McpGateway.Host store backup FILE' on the gateway's machine, and "
                    + "'store restore FILE' brings it back") { directory },
            async (run, cancellationToken) =>
            {
                var time = run.Environment.Time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
                var target = Path.GetFullPath(run.Parsed.GetValue(directory) ?? "mcpgw-backup-" + time, run.Environment.WorkingDirectory);
                var state = await Progress.WhileAsync(run, "Reading", () => DeclarativeCommands.StateAsync(run, cancellationToken));
                var scopes = await run.Gateway.SendAsync(ApiRoutes.AccessExport, cancellationToken);
                Write(Path.Combine(target, "gateway.yaml"), YamlJson.Write(state));
                Write(Path.Combine(target, "scopes.yml"), scopes.Text ?? "");
                run.Output.Result(
                    new System.Text.Json.Nodes.JsonObject { ["directory"] = target },
                    $"Saved in {target}. Bring it back: mcpgw apply -f {Path.Combine(target, "gateway.yaml")}");
                await LeftOutVersions.WarnAsync(run, state, cancellationToken);
                run.Output.Note(
                    "Accounts, secrets and call records are not in it. The complete backup is made on the gateway's machine: "
                        + "McpGateway.Host store backup FILE; store restore FILE brings it back.");
            });
    }

    private static void Write(string file, string text)
    {
        try
        {
            PrivateFile.Write(file, Encoding.UTF8.GetBytes(text));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Failed, $"{file} cannot be written: {failure.Message}", cause: failure);
        }
    }
}
