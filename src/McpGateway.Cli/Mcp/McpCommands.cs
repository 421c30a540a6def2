using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGateway.Cli.Mcp;

/// <summary><c>mcpgw mcp</c>: speaks MCP with a server through the gateway, as a client would.</summary>
internal static class McpCommands
{
    public static Command Create(CliContext cli) => new("mcp", "Speak MCP with a server through the gateway")
    {
        Ping(cli),
        List(cli),
        Call(cli, "call", Server()),
        Read(cli),
        Prompt(cli),
        McpChat.Create(cli),
    };

    public static Argument<string> Server() => new("server") { Description = "path of the server, such as /github" };

    /// <summary><c>call SERVER TOOL …</c>, which <c>mcpgw tool call</c> is too.</summary>
    public static Command Call(CliContext cli, string name, Argument<string> server)
    {
        var tool = new Argument<string>("tool") { Description = "name of the tool" };
        var arguments = new ToolArguments();
        var command = new Command(name, "Call a tool") { server, tool };
        arguments.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var stated = await arguments.ReadAsync(run, cancellationToken);
            await using var session = await McpSession.OpenAsync(run, run.Get(server), cancellationToken);
            if (arguments.HasPairs(run))
            {
                arguments.Fit(stated, run, await session.SchemaAsync(run.Get(tool), cancellationToken));
            }

            ToolResults.Show(
                run, await ToolResults.CallAsync(run, session, run.Get(server), run.Get(tool), stated, cancellationToken));
        });
    }

    private static Command Ping(CliContext cli)
    {
        var server = Server();
        return cli.Runs(new("ping", "Connect to a server and tell what it says of itself") { server }, async (run, cancellationToken) =>
        {
            var begun = run.Environment.Time.GetTimestamp();
            await using var session = await McpSession.OpenAsync(run, run.Get(server), cancellationToken);
            var took = run.Environment.Time.GetElapsedTime(begun);
            var json = new JsonObject
            {
                ["server"] = run.Get(server),
                ["name"] = session.Client.ServerInfo?.Name,
                ["version"] = session.Client.ServerInfo?.Version,
                ["protocol_version"] = session.Client.NegotiatedProtocolVersion,
                ["connect_ms"] = Math.Round(took.TotalMilliseconds, 1),
            };
            run.Output.Result(
                json,
                $"{json["name"]} {json["version"]} speaks MCP {json["protocol_version"]}; connected in {json["connect_ms"]} ms.");
        });
    }

    private static Command List(CliContext cli)
    {
        var server = Server();
        var what = new Argument<string>("what")
        {
            Description = "tools, resources, templates or prompts",
            DefaultValueFactory = static _ => "tools",
        };
        what.AcceptOnlyFromAmong("tools", "resources", "templates", "prompts");
        return cli.Runs(new("list", "List what a server offers you") { server, what }, async (run, cancellationToken) =>
        {
            await using var session = await McpSession.OpenAsync(run, run.Get(server), cancellationToken);
            var items = await McpSession.ToldAsync(
                run, run.Get(server), () => ItemsAsync(session.Client, run.Get(what), cancellationToken));
            using var json = JsonDocument.Parse(new JsonArray([.. items]).ToJsonString());
            run.Output.Result(json.RootElement.Clone(), () => Table(json.RootElement, run.Get(what)).Render());
        });
    }

    private static async Task<JsonNode[]> ItemsAsync(McpClient client, string what, CancellationToken cancellationToken) => what switch
    {
        "resources" => [.. (await client.ListResourcesAsync(cancellationToken: cancellationToken)).Select(static item =>
            Node(item.ProtocolResource))],
        "templates" => [.. (await client.ListResourceTemplatesAsync(cancellationToken: cancellationToken)).Select(static item =>
            Node(item.ProtocolResourceTemplate))],
        "prompts" => [.. (await client.ListPromptsAsync(cancellationToken: cancellationToken)).Select(static item =>
            Node(item.ProtocolPrompt))],
        _ => [.. (await client.ListToolsAsync(cancellationToken: cancellationToken)).Select(static item => Node(item.ProtocolTool))],
    };

    private static TableView Table(JsonElement items, string what) => what == "tools"
        ? Servers.ToolTable.OfProtocol(items.Items())
        : new TableView($"It offers no {what}.", "NAME", "ADDRESS", "DESCRIPTION").AddAll(items.Items(), static item =>
            [
                new(item.Text("name"), Tone.Strong), item.Text("uri", otherwise: "uriTemplate"),
                Servers.ToolTable.FirstLine(item.Text("description")),
            ]);

    private static Command Read(CliContext cli)
    {
        var server = Server();
        var uri = new Argument<string>("uri") { Description = "address of the resource, from the list" };
        return cli.Runs(new("read", "Read a resource") { server, uri }, async (run, cancellationToken) =>
        {
            await using var session = await McpSession.OpenAsync(run, run.Get(server), cancellationToken);
            var result = await McpSession.ToldAsync(run, run.Get(server), async () =>
                await session.Client.ReadResourceAsync(run.Get(uri), cancellationToken: cancellationToken));
            if (run.Output.IsJson)
            {
                run.Output.Json(Node(result));
                return;
            }

            foreach (var content in result.Contents)
            {
                run.Output.Line(content is TextResourceContents text ? text.Text : $"[{content.MimeType}]");
            }
        });
    }

    private static Command Prompt(CliContext cli)
    {
        var server = Server();
        var name = new Argument<string>("prompt") { Description = "name of the prompt, from the list" };
        var arguments = new ToolArguments();
        var command = new Command("prompt", "Get a prompt") { server, name };
        arguments.AddTo(command);
        return cli.Runs(command, async (run, cancellationToken) =>
        {
            var stated = await arguments.ReadAsync(run, cancellationToken);
            await using var session = await McpSession.OpenAsync(run, run.Get(server), cancellationToken);
            var result = await McpSession.ToldAsync(run, run.Get(server), async () =>
                await session.Client.GetPromptAsync(run.Get(name), stated, cancellationToken: cancellationToken));
            if (run.Output.IsJson)
            {
                run.Output.Json(Node(result));
                return;
            }

            foreach (var message in result.Messages)
            {
                run.Output.Line($"{message.Role}: {(message.Content is TextContentBlock text ? text.Text : $"[{message.Content.Type}]")}");
            }
        });
    }

    private static JsonNode Node<T>(T value) =>
        JsonSerializer.SerializeToNode(value, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T)))!;
}
