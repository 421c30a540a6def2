using System.CommandLine;
using System.Net;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Servers;

/// <summary>Sends a registration and tells what the gateway remarks about it.</summary>
internal static class Registration
{
    public static Option<bool> Replace(string what) => new("--replace") { Description = $"replace the {what} when it is there" };

    public static async Task<JsonElement> SendAsync(
        CommandRun run, Option<bool> replace, IEnumerable<(string Name, string? Value)> fields, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await run.SendAsync(
                ApiRoutes.ServerRegister,
                Bodies.Form([.. fields, ("overwrite", Bodies.Flag(run.Get(replace)))]),
                cancellationToken);
            foreach (var warning in answer.Items("warnings"))
            {
                run.Output.Warn(JsonRead.ScalarOf(warning));
            }

            return answer;
        }
        catch (CommandFailure taken) when (
            taken.InnerException is GatewayRefusedException { Status: HttpStatusCode.Conflict }
            && taken.Message.Contains("already exists", StringComparison.Ordinal))
        {
            throw new CommandFailure(taken.ExitCode, taken.Message, "If it is to be replaced, say --replace.", taken.InnerException);
        }
    }
}
