using System.Net.Http.Headers;
using System.Text;

namespace McpGateway.Foundation.OAuth;

/// <summary>As whom the gateway speaks to an authorization server, and how it proves that.</summary>
/// <param name="ClientId">The client's id there.</param>
/// <param name="Authentication">One of <see cref="ClientAuthentications"/>.</param>
public sealed record ClientCredential(string ClientId, string Authentication)
{
    /// <summary>
    /// The secret, or the private key (PEM) for <see cref="ClientAuthentications.PrivateKey"/>; null for a public client.
    /// </summary>
    public string? Secret { get; init; }

    /// <summary>Whom an assertion is for: the server's issuer. Null: the address of the endpoint.</summary>
    public string? Audience { get; init; }

    /// <summary>Puts the client and its proof into a request and its form.</summary>
    internal void Authenticate(HttpRequestMessage request, List<KeyValuePair<string, string>> form, DateTimeOffset now)
    {
        if (Secret is not null && Authentication == ClientAuthentications.Basic)
        {
            // RFC 6749 §2.3.1: both parts are form-encoded first.
            var pair = $"{Uri.EscapeDataString(ClientId)}:{Uri.EscapeDataString(Secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
            return;
        }

        form.Add(new("client_id", ClientId));
        if (Secret is not null && Authentication == ClientAuthentications.Post)
        {
            form.Add(new("client_secret", Secret));
        }
        else if (Secret is not null && Authentication == ClientAuthentications.PrivateKey)
        {
            form.Add(new("client_assertion_type", ClientAssertion.Type));
            form.Add(new(
                "client_assertion", ClientAssertion.Sign(Secret, ClientId, Audience ?? request.RequestUri!.OriginalString, now)));
        }
    }

    /// <summary>The client's id only.</summary>
    public override string ToString() => ClientId;
}
