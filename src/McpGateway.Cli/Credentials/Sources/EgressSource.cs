using System.Text.Json.Nodes;
using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Credentials.Sources;

/// <summary>
/// <c>PROVIDER[-SERVER]-egress.json</c>: a user's token for a server behind the gateway. The first set's is <c>egress.json</c> as well.
/// </summary>
internal sealed class EgressSource(
    TokenEndpoint endpoint, BrowserSignIn browser, SiteLookup sites, TimeProvider time, EgressSettings settings) : ITokenSource
{
    /// <summary>A copy of the token of the first set, for clients that know one account only.</summary>
    public const string CommonFile = "egress.json";

    private const string Site = "cloud_id";

    public TokenKind Kind => TokenKind.Egress;

    public string Provider => settings.Provider.Name;

    /// <summary>The server that the token is for; null when the settings do not say.</summary>
    public string? Server => settings.Server;

    public string FileName { get; } = FileNames.Part(settings.Provider.Name)
        + (settings.Server is { } server ? "-" + FileNames.Part(server) : "") + "-egress.json";

    public bool IsUnattended(JsonObject? current) => settings.IsMachine || RefreshTokenOf(current) is not null;

    public async Task<JsonObject> FetchAsync(JsonObject? current, bool isAttended, CancellationToken cancellationToken)
    {
        var tokens = await TokensAsync(current, isAttended, cancellationToken);
        var file = new JsonObject
        {
            ["provider"] = Provider,
            ["access_token"] = tokens.AccessToken,
            ["refresh_token"] = tokens.RefreshToken,
            ["expires_at"] = tokens.ExpiresAt?.ToUnixTimeSeconds(),
            ["expires_at_human"] = tokens.ExpiresAt is { } end ? TokenTimes.Human(end) : null,
        };
        if (Text(current, Site) is { } site)
        {
            file[Site] = site;
        }

        var scopes = tokens.Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? settings.Scopes;
        file["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)JsonValue.Create(scope)!)]);
        file["saved_at"] = TokenTimes.Human(time.GetUtcNow());
        file["usage_notes"] = $"Acts for you at {Provider}: Authorization: Bearer <access_token>";
        return file;
    }

    public async Task<JsonObject?> CompleteAsync(JsonObject token, CancellationToken cancellationToken)
    {
        if (Text(token, Site) is not null || Text(token, "access_token") is not { } access
            || await sites.FindAsync(settings.Provider.Sites, access, cancellationToken) is not { } site)
        {
            return null;
        }

        var complete = token.DeepClone().AsObject();
        complete[Site] = site;
        return complete;
    }

    public static string? RefreshTokenOf(JsonObject? current) => Text(current, "refresh_token");

    private async Task<OAuthTokens> TokensAsync(JsonObject? current, bool isAttended, CancellationToken cancellationToken)
    {
        if (settings.IsMachine)
        {
            return await endpoint.ForApplicationAsync(
                settings.Provider.Token, settings.Application, settings.Scopes.Count == 0 ? null : string.Join(' ', settings.Scopes),
                cancellationToken);
        }

        if (RefreshTokenOf(current) is { } refresh)
        {
            // Once it is sent, the answer is waited for whoever wants to stop: it may have ended the token that was sent.
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await endpoint.RefreshAsync(settings.Provider.Token, settings.Application, refresh, CancellationToken.None);
            }
            catch (OAuthFailure ended) when (ended.Kind == OAuthFailureKind.SignInNeeded && isAttended)
            {
                // The user is here and can sign in again, below.
            }
        }
        else if (!isAttended)
        {
            throw new OAuthFailure(OAuthFailureKind.SignInNeeded, $"there is no refresh token of {Provider}");
        }

        return await browser.RunAsync(settings.Provider, settings.Application, settings.Redirect, settings.Scopes, cancellationToken);
    }

    private static string? Text(JsonObject? file, string name) => file.Text(name) is { Length: > 0 } text ? text : null;
}
