using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;
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
                    Parameter.Text("--tool", "Tool to call"),
                    Parameter.Text("--args", "Its arguments, as a JSON object"),
                ],
                RunAsync),
        ],
        ConnectAsync);

    private static async Task<RegistryApi> ConnectAsync(ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var address = RegistryConnection.AddressOf(parsed.GetValue<string?>("--url") ?? DefaultAddress);
        var token = await TokenAsync(parsed, environment, cancellationToken);
        return new(environment.Handlers(), address, "Authorization", token, null);
    }

    private static async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
    {
        var command = call.Optional("command") ?? call.Optional("--operation")
            ?? throw CommandFailure.Misuse("the following arguments are required: command (or --operation)");
        var parameters = Parameters(call, command);
        var session = new McpSession(call.Api);
        var started = await session.InitializeAsync(cancellationToken);
        return command switch
        {
            "init" => call.Json(started),
            "ping" => call.Json(await session.RequestAsync("ping", null, cancellationToken)),
            "list" => call.Json(await session.RequestAsync("tools/list", null, cancellationToken)),
            _ => await CallToolAsync(call, session, parameters, cancellationToken),
        };
    }

    private static async Task<int> CallToolAsync(
        Call call, McpSession session, JsonObject? parameters, CancellationToken cancellationToken)
    {
        var answer = await session.RequestAsync("tools/call", parameters, cancellationToken);
        call.Json(answer);
        return answer.Object("result").IsTrue("isError") ? Call.Failure : Call.Success;
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
                ["name"] = call.Optional("--tool") ?? throw CommandFailure.Misuse("--tool is required for call"),
                ["arguments"] = Arguments(call.Optional("--args") ?? "{}"),
            }
            : null;
    }

    private static JsonObject Arguments(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw CommandFailure.Misuse("--args is not a JSON object");
        }
        catch (JsonException failure)
        {
            throw CommandFailure.Misuse($"--args is not JSON: {failure.Message}");
        }
    }

    /// <summary>A file, <c>OAUTH_TOKEN</c>, the machine's own credentials, or the file of the gateway's credentials; or none.</summary>
    private static async Task<string?> TokenAsync(ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        if (parsed.GetValue<string?>("--token-file") is { } file)
        {
            return await TokenFile.ReadAsync(Path.Combine(environment.WorkingDirectory, file), cancellationToken);
        }

        if (environment.Variable("OAUTH_TOKEN") is { } token)
        {
            return token;
        }

        if (environment.Variable("CLIENT_ID") is { } id && environment.Variable("CLIENT_SECRET") is { } secret
            && environment.Variable("KEYCLOAK_URL") is { } keycloak)
        {
            return await MachineTokenAsync(environment, keycloak, new(id, secret, UsesBasic: false), cancellationToken);
        }

        var ingress = Path.Combine(environment.WorkingDirectory, BaseUrlConnection.IngressFile);
        return File.Exists(ingress) ? await TokenFile.ReadAsync(ingress, cancellationToken) : null;
    }

    private static async Task<string> MachineTokenAsync(
        CliEnvironment environment, string keycloak, OAuthApplication application, CancellationToken cancellationToken)
    {
        var realm = Uri.EscapeDataString(environment.Variable("KEYCLOAK_REALM") ?? "mcp-gateway");
        using var endpoint = new TokenEndpoint(environment.Handlers(), environment.Time);
        try
        {
            var address = RegistryConnection.AddressOf($"{keycloak.TrimEnd('/')}/realms/{realm}/protocol/openid-connect/token");
            return (await endpoint.ForApplicationAsync(address, application, null, cancellationToken)).AccessToken;
        }
        catch (OAuthFailure failure)
        {
            throw new CommandFailure(
                ExitCodes.Failed, $"no token for {application.Id}: {failure.Message}", "See CLIENT_ID, CLIENT_SECRET and KEYCLOAK_URL.",
                failure);
        }
    }
}
