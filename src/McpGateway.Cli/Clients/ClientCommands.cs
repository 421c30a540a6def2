using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Clients;

/// <summary><c>mcpgw client</c>: OAuth clients that the user has let in.</summary>
internal static class ClientCommands
{
    public static Command Create(CliContext cli) => new("client", "Show and send away the clients that you have let in")
    {
        cli.Runs(new("list", "List the clients that you have let in"), async (run, cancellationToken) =>
        {
            var answer = await run.GetAsync(ApiRoutes.ClientList, cancellationToken);
            run.Output.Result(answer, () => new TableView("You have let no client in.", "CLIENT", "ID", "SERVERS", "SCOPES", "SINCE")
                .AddAll(answer.Items("connections"), static client =>
                [
                    new(client.Text("client_name"), Tone.Strong), client.Text("client_id"), client.Joined("resources"),
                    client.Text("scope"), client.Moment("granted_at"),
                ])
                .Render());
        }),
        Revoke(cli),
    };

    private static Command Revoke(CliContext cli)
    {
        var id = new Argument<string>("id") { Description = "id of the client, from the list" };
        return cli.Runs(new("revoke", "Let a client in no more; its tokens end") { id }, async (run, cancellationToken) =>
        {
            await run.Gateway.SendAsync(ApiRoutes.ClientRevoke, cancellationToken, query: [new("client_id", run.Get(id))]);
            run.Output.Result(
                new JsonObject { ["client_id"] = run.Get(id), ["revoked"] = true }, $"The client {run.Get(id)} is let in no more.");
        });
    }
}
