using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Running;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Programs;

/// <summary><c>cli/mcp_client.py</c>: one call to an MCP server through the gateway, answered as JSON.</summary>
internal static class McpClient
{
    private const string DefaultAddress = "http://localhost:7860/mcpgw/mcp";
    private static readonly string[] Commands = ["ping", "list", "call", "init"];

    public static CompatProgram Program { get; } = new(
        "mcp_client",
        "Call an MCP server through the gateway",
        [],
        [
            new("", "Call an MCP server through the gateway",
                [
                    Parameter.Operand("command", "ping, list, call or init", isRequired: false),
                    Parameter.Choice("--operation", "The same as an option", isRequired: false, Commands),
                    Parameter.Text("--url", $"Address of the server at the gateway (default: {DefaultAddress})"),
                    Parameter.Text("--token-file", "File with an access token"),
                    Parameter.Text("--tool", "Tool to call", "--tool-name"),
                    Parameter.Text("--args", "Its arguments, as a JSON object", "--arguments"),
                ],
                RunAsync),
        ],
        ConnectAsync)
    {
        PrintsFailures = true,
    };

    private static async Task<RegistryApi> ConnectAsync(ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var address = RegistryConnection.AddressOf(parsed.GetValue<string?>("--url") ?? DefaultAddress);
        var (token, authentication) = await McpClientToken.FindAsync(
            environment, parsed.GetValue<string?>("--token-file"), cancellationToken);
        return new(environment.Handlers(), address, "Authorization", token, null) { Authentication = authentication };
    }

    private static async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var command = call.Optional("command") ?? call.Optional("--operation")
            ?? throw CommandFailure.Misuse("the following arguments are required: command (or --operation)");
        var parameters = Parameters(call, command);
        if (call.Api is { Token: { } token, Authentication: not McpClientToken.Ingress } && !McpClientToken.IsUsable(token, call))
        {
            return Call.Failure;
        }

        var session = new McpSession(call.Api);
        await session.InitializeAsync(cancellationToken);
        call.Line(call.Api.Authentication is { } authentication
            ? $"✓ {PlainText.Line(authentication)}"
            : "⚠ No authentication available");
        return command switch
        {
            "init" => call.Json(new JsonObject { ["status"] = "initialized", ["session_id"] = session.Id }),
            "ping" => call.Json(await session.RequestAsync("ping", null, cancellationToken)),
            "list" => call.Json(await session.RequestAsync("tools/list", null, cancellationToken)),
            _ => await CallToolAsync(call, session, parameters, cancellationToken),
        };
    }

    /// <summary>Prints the result alone, whether the tool made an error of it or not.</summary>
    private static async Task<int> CallToolAsync(
        Call call, McpSession session, JsonObject? parameters, CancellationToken cancellationToken)
    {
        var answer = await session.RequestAsync("tools/call", parameters, cancellationToken);
        return JsonNodes.Member(answer, "error") is { } error
            ? throw new CommandFailure(Call.Failure, $"MCP tool error: {error.ToJsonString()}")
            : call.Json(JsonNodes.Member(answer, "result") ?? answer);
    }

    private static JsonObject? Parameters(Call call, string command)
    {
        if (!Commands.Contains(command, StringComparer.Ordinal))
        {
            throw CommandFailure.Misuse($"argument command: invalid choice: '{command}' (choose from {string.Join(", ", Commands)})");
        }

        return command == "call"
            ? new JsonObject
            {
                ["name"] = call.Optional("--tool") ?? throw new CommandFailure(Call.Failure, "--tool is required for call command"),
                ["arguments"] = Arguments(call.Optional("--args") ?? "{}"),
            }
            : null;
    }

    private static JsonObject Arguments(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new CommandFailure(Call.Failure, "--args is not a JSON object");
        }
        catch (JsonException failure)
        {
            throw new CommandFailure(Call.Failure, $"Invalid JSON in --args: {failure.Message}", null, failure);
        }
    }
}
