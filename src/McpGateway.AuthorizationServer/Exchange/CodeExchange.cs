using System.Security.Cryptography;
using System.Text;
using McpGateway.AuthorizationServer.Authorize;
using McpGateway.AuthorizationServer.Grants;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.AuthorizationServer.Requests;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;

namespace McpGateway.AuthorizationServer.Exchange;

/// <summary>Redeems an authorization code. A second use of a code ends what the first one got (RFC 6749 §4.1.2).</summary>
internal sealed partial class CodeExchange(
    DocumentStore documents, GrantStore grants, GrantIssuer opening, TimeProvider time, ILogger<CodeExchange> logger)
{
    private const int MinVerifierLength = 43;
    private const int MaxVerifierLength = 128;

    public async Task<Result<TokenResponse>> ExchangeAsync(
        OAuthClientRecord client, OAuthParameters parameters, CancellationToken cancellationToken)
    {
        if (parameters["code"] is not { } code)
        {
            return OAuthErrors.InvalidRequest("code is missing.");
        }

        if (parameters["code_verifier"] is not { Length: >= MinVerifierLength and <= MaxVerifierLength } verifier)
        {
            return OAuthErrors.InvalidRequest("code_verifier is missing, or not 43 to 128 characters long (PKCE).");
        }

        if (await documents.FindAsync(CodeStore.Kind, Secrets.Hash(code), cancellationToken) is not { } found)
        {
            return Unknown();
        }

        if (found.Value.IsUsed)
        {
            return await RefuseReplayAsync(found.Value, client, cancellationToken);
        }

        var request = found.Value.Request;
        if (ProblemOf(found.Value, client, parameters, verifier) is { } problem)
        {
            // Whoever has the code has it from somewhere: it does not get a second try.
            await documents.CommitAsync(new DocumentBatch().Delete(CodeStore.Kind, found.Key, expectedVersion: null), cancellationToken);
            LogMismatch(LogText.Clean(client.Id), problem.Detail);
            return problem;
        }

        var resources = Narrow(request, parameters.Resources);
        if (!resources.IsSuccess)
        {
            return resources.Error;
        }

        var grant = opening.Prepare(
            found.Value.GrantId, client.Id, found.Value.Holder, request.Scopes, resources.Value, request.Issuer, found.Value.CreatedAt);
        var batch = new DocumentBatch().Put(CodeStore.Kind, found.Key, found.Value with { IsUsed = true }, found.Version);
        var opened = await opening.OpenAsync(grant, client, batch, cancellationToken);

        // Two at once: the one that lost is the replay.
        return opened.Error is { Kind: ErrorKind.Conflict } ? await RefuseReplayAsync(found.Value, client, cancellationToken) : opened;
    }

    private Error? ProblemOf(CodeRecord code, OAuthClientRecord client, OAuthParameters parameters, string verifier)
    {
        var request = code.Request;
        if (request.ClientId != client.Id || code.CreatedAt + CodeStore.Lifetime <= time.GetUtcNow())
        {
            return Unknown();
        }

        var redirectUri = parameters["redirect_uri"];
        if (redirectUri is null ? request.NamesRedirectUri : redirectUri != request.RedirectUri)
        {
            return OAuthErrors.InvalidGrant("The redirect_uri is not that of the authorization request.");
        }

        var challenge = Base64UrlText.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(challenge), Encoding.ASCII.GetBytes(request.CodeChallenge))
            ? null
            : OAuthErrors.InvalidGrant("The code_verifier does not fit the code_challenge.");
    }

    /// <summary>RFC 8707 §2.2: the token request may name some of the granted resources.</summary>
    internal static Result<string[]> Narrow(IReadOnlyList<string> granted, IReadOnlyList<string> asked, string issuer)
    {
        if (asked.Count == 0)
        {
            return granted.ToArray();
        }

        var named = asked.Select(resource => ResourceUri.Canonical(resource, issuer)).Distinct(StringComparer.Ordinal).ToArray();
        return Array.TrueForAll(named, resource => resource is not null && granted.Contains(resource))
            ? named!
            : OAuthErrors.InvalidTarget("The resource is not one that the user allowed.");
    }

    private static Result<string[]> Narrow(AuthorizationRequest request, IReadOnlyList<string> asked) =>
        Narrow(request.Resources, asked, request.Issuer);

    private async Task<Error> RefuseReplayAsync(CodeRecord code, OAuthClientRecord client, CancellationToken cancellationToken)
    {
        await grants.EndAsync(code.GrantId, "its authorization code was used twice", cancellationToken);
        LogReplay(code.GrantId, LogText.Clean(client.Id));
        return Unknown();
    }

    private static Error Unknown() =>
        OAuthErrors.InvalidGrant("The code is not valid: unknown, expired, used or not made for this client.");

    [LoggerMessage(
        EventId = 4055, Level = LogLevel.Warning,
        Message = "The authorization code of grant {GrantId} came a second time, from client {ClientId}.")]
    private partial void LogReplay(string grantId, string clientId);

    [LoggerMessage(EventId = 4056, Level = LogLevel.Warning, Message = "Client {ClientId} could not redeem a code: {Reason}")]
    private partial void LogMismatch(string clientId, string reason);
}
