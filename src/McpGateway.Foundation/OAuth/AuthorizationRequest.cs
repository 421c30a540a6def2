using Microsoft.AspNetCore.WebUtilities;

namespace McpGateway.Foundation.OAuth;

/// <summary>Sends a browser to an authorization server: authorization code with PKCE (RFC 6749 §4.1.1, RFC 7636 §4.3).</summary>
public sealed record AuthorizationRequest
{
    public required string ClientId { get; init; }

    public required string RedirectUri { get; init; }

    public required string State { get; init; }

    /// <summary>The code verifier; only its hash is in the address.</summary>
    public required string Verifier { get; init; }

    /// <summary>None: the server's default.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>OpenID Connect Core 1.0 §3.1.2.1.</summary>
    public string? Nonce { get; init; }

    /// <summary>RFC 8707.</summary>
    public string? Resource { get; init; }

    /// <summary>What the server wants besides.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; } = [];

    /// <summary>The address to open.</summary>
    public string AddressAt(string endpoint)
    {
        var query = new List<KeyValuePair<string, string?>>
        {
            new("response_type", "code"),
            new("client_id", ClientId),
            new("redirect_uri", RedirectUri),
            new("state", State),
            new("code_challenge", Pkce.ChallengeOf(Verifier)),
            new("code_challenge_method", Pkce.Method),
        };
        Add("scope", Scopes.Count > 0 ? string.Join(' ', Scopes) : null);
        Add("nonce", Nonce);
        Add("resource", Resource);
        query.AddRange(Parameters.Select(parameter => KeyValuePair.Create<string, string?>(parameter.Key, parameter.Value)));
        return QueryHelpers.AddQueryString(endpoint, query);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                query.Add(new(name, value));
            }
        }
    }

    /// <summary>The client only: state, nonce and verifier are secrets.</summary>
    public override string ToString() => ClientId;
}
