using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Programs;

/// <summary>
/// The token of <c>mcp_client.py</c>: a file, <c>OAUTH_TOKEN</c>, the machine's own credentials, or the file of the gateway's credentials.
/// One that gives none is told, and the next is tried.
/// </summary>
internal static class McpClientToken
{
    /// <summary>What is told of the gateway's credentials, whose end the script does not look at.</summary>
    public const string Ingress = "Ingress token authentication successful";

    private const int Rule = 80;
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    /// <returns>The token, and what to tell about it when it was taken; nulls when there is none.</returns>
    public static async Task<(string? Token, string? Authentication)> FindAsync(
        CliEnvironment environment, string? file, CancellationToken cancellationToken)
    {
        if (file is not null && await OfFileAsync(environment, file, cancellationToken) is { } named)
        {
            return (named, $"Token file authentication successful ({file})");
        }

        if (environment.Variable("OAUTH_TOKEN") is { } token)
        {
            return (token, "OAuth token authentication successful (OAUTH_TOKEN env var)");
        }

        if (await OfMachineAsync(environment, cancellationToken) is { } machine)
        {
            return (machine, "M2M authentication successful");
        }

        return File.Exists(Path.Combine(environment.WorkingDirectory, BaseUrlConnection.IngressFile))
            && await OfFileAsync(environment, BaseUrlConnection.IngressFile, cancellationToken) is { } ingress
                ? (ingress, Ingress)
                : (null, null);
    }

    /// <summary>Prints until when the token is good.</summary>
    /// <returns>False when it has ended.</returns>
    public static bool IsUsable(string token, Call call)
    {
        if (token.Split('.') is not [_, var payload, _])
        {
            call.Line("Warning: Invalid JWT format, cannot check expiration");
            return true;
        }

        if (EndOf(payload) is not { } end)
        {
            call.Line("Warning: Token does not have expiration field");
            return true;
        }

        var now = call.Environment.Time.GetUtcNow();
        var left = (end - now).TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        if (end < now)
        {
            PrintEnded(call, end, now);
            return false;
        }

        call.Line(end - now < Short
            ? $"Warning: Token will expire in {left} seconds at {TokenTimes.Human(end)}"
            : $"Token is valid until {TokenTimes.Human(end)} ({left} seconds remaining)");
        return true;
    }

    private static void PrintEnded(Call call, DateTimeOffset end, DateTimeOffset now)
    {
        var line = new string('=', Rule);
        call.Line(line);
        call.Line("TOKEN EXPIRED");
        call.Line(line);
        call.Line($"Token expired at: {TokenTimes.Human(end)}");
        call.Line($"Current time is: {TokenTimes.Human(now)}");
        call.Line($"Token expired {(now - end).TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} seconds ago");
        call.Line();
        call.Line("Make a new one with 'mcpgw credentials generate', or name another with --token-file or OAUTH_TOKEN.");
        call.Line(line);
    }

    private static DateTimeOffset? EndOf(string payload)
    {
        try
        {
            return TokenTimes.Read(JsonNodes.Member(JsonNode.Parse(Base64Url.DecodeFromChars(payload)), "exp"));
        }
        catch (Exception unreadable) when (unreadable is FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static async Task<string?> OfFileAsync(CliEnvironment environment, string file, CancellationToken cancellationToken)
    {
        var path = Path.Combine(environment.WorkingDirectory, file);
        try
        {
            return await TokenFile.ReadAsync(path, cancellationToken);
        }
        catch (CommandFailure failure)
        {
            await environment.Terminal.Out.WriteLineAsync(File.Exists(path)
                ? $"Warning: Failed to read token file {PlainText.Line(file)}: {PlainText.Line(failure.Message)}"
                : $"Warning: Token file not found: {PlainText.Line(file)}");
            return null;
        }
    }

    private static async Task<string?> OfMachineAsync(CliEnvironment environment, CancellationToken cancellationToken)
    {
        if (environment.Variable("CLIENT_ID") is not { } id || environment.Variable("CLIENT_SECRET") is not { } secret
            || environment.Variable("KEYCLOAK_URL") is not { } keycloak)
        {
            return null;
        }

        var realm = Uri.EscapeDataString(environment.Variable("KEYCLOAK_REALM") ?? "mcp-gateway");
        using var endpoint = new TokenEndpoint(environment.Handlers(), environment.Time);
        try
        {
            var address = RegistryConnection.AddressOf($"{keycloak.TrimEnd('/')}/realms/{realm}/protocol/openid-connect/token");
            return (await endpoint.ForApplicationAsync(address, new(id, secret, UsesBasic: false), null, cancellationToken)).AccessToken;
        }
        catch (Exception failure) when (failure is OAuthFailure or CommandFailure)
        {
            await environment.Terminal.Out.WriteLineAsync($"Failed to get M2M token: {PlainText.Line(failure.Message)}");
            return null;
        }
    }
}
