using System.Text;
using System.Text.Json;
using McpGateway.Foundation.Secrets;

namespace McpGateway.Identity.Sessions;

/// <summary>The id_tokens of sessions, when the master key is exchanged.</summary>
internal sealed class SessionSecrets : IEmbeddedSecrets
{
    public string Kind => SessionStore.Kind.Name;

    public byte[]? Renew(ISecretProtector protector, string key, byte[] body)
    {
        var binding = Encoding.ASCII.GetBytes(key);
        if (JsonSerializer.Deserialize(body, SessionsJsonContext.Default.SessionRecord) is not { SealedIdToken: { } data } session
            || protector.Newest.Unprotect(SessionStore.IdTokenPurpose, data, binding) is not null)
        {
            return null;
        }

        // What no key opens is of no use to anybody: the provider is then asked to end its session without it.
        var token = protector.Unprotect(SessionStore.IdTokenPurpose, data, binding);
        var renewed = session with
        {
            SealedIdToken = token is null ? null : protector.Protect(SessionStore.IdTokenPurpose, token, binding),
        };
        return JsonSerializer.SerializeToUtf8Bytes(renewed, SessionsJsonContext.Default.SessionRecord);
    }
}
