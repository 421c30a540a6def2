using System.Text.Json;
using McpGateway.Foundation.Secrets;
using McpGateway.Identity.Sessions;

namespace McpGateway.Tests.Identity;

/// <summary>The id_tokens of sessions when the master key is exchanged.</summary>
public sealed class SessionSecretsTests
{
    private const string Key = "session-key";

    private static readonly MasterKey Former = MasterKey.FromText("the former key, for tests only");
    private static readonly SecretProtector Both = new(MasterKey.FromText("the next key, for tests only"), Former);

    [Fact]
    public void Renew_TokenOfTheFormerKey_IsProtectedWithTheNewest_Once()
    {
        var body = Body(new SecretProtector(Former).Protect(SessionStore.IdTokenPurpose, "token"u8, "session-key"u8));

        var renewed = new SessionSecrets().Renew(Both, Key, body);

        var session = JsonSerializer.Deserialize(renewed!, SessionsJsonContext.Default.SessionRecord)!;
        Assert.Equal("token"u8.ToArray(), Both.Newest.Unprotect(SessionStore.IdTokenPurpose, session.SealedIdToken, "session-key"u8));
        Assert.Equal(("local:ann", "ann"), (session.Subject, session.UserName));
        Assert.Null(new SessionSecrets().Renew(Both, Key, renewed!));
    }

    [Fact]
    public void Renew_SessionWithoutToken_StaysAsItIs() => Assert.Null(new SessionSecrets().Renew(Both, Key, Body(null)));

    private static byte[] Body(byte[]? token) => JsonSerializer.SerializeToUtf8Bytes(
        new()
        {
            Subject = "local:ann",
            UserName = "ann",
            Provider = "local",
            AuthMethod = "oauth2",
            Groups = [],
            SealedIdToken = token,
            CreatedAt = DateTimeOffset.UnixEpoch,
            ExpiresAt = DateTimeOffset.MaxValue,
        },
        SessionsJsonContext.Default.SessionRecord);
}
