using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.AuthorizationServer.Clients;
using McpGateway.Identity.Clients;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.AuthorizationServer.Clients;

public sealed class ClientAuthenticationTests
{
    private const string Secret = "p+ss:w%rd with spaces";

    [Theory]
    [InlineData("public", null, "")]
    [InlineData("public", "anything", "invalid_client")]
    [InlineData("secret", Secret, "")]
    [InlineData("secret", null, "invalid_client")]
    [InlineData("secret", "wrong", "invalid_client")]
    [InlineData("unknown", null, "invalid_client")]
    [InlineData("", null, "invalid_client")]
    [InlineData("bad\nid", null, "invalid_client")]
    public async Task Body_IdAndSecret_AsListed(string id, string? secret, string expected)
    {
        await using var core = await StartAsync();

        Assert.Equal(expected, await JudgeAsync(core, null, ("client_id", id), ("client_secret", secret ?? "")));
    }

    [Theory]
    [InlineData("Basic", "secret", Secret, "")]
    [InlineData("basic", "secret", Secret, "")]
    [InlineData("Basic", "secret", "wrong", "invalid_client")]
    [InlineData("Basic", "secret", "", "invalid_client")]
    [InlineData("Basic", "public", "", "")]
    [InlineData("Basic", "public", "anything", "invalid_client")]
    [InlineData("Bearer", "secret", Secret, "invalid_client")]
    public async Task Header_FormEncodedPair_AsListed(string scheme, string id, string secret, string expected)
    {
        await using var core = await StartAsync();

        Assert.Equal(expected, await JudgeAsync(core, $"{scheme} {Pair(id, secret)}"));
    }

    [Theory]
    [InlineData("client_id", "secret", "")]
    [InlineData("client_id", "public", "invalid_request")]
    [InlineData("client_secret", Secret, "invalid_request")]
    public async Task Header_BesideTheBody_OnlyTheSameIdMayBeRepeated(string name, string value, string expected)
    {
        await using var core = await StartAsync();

        Assert.Equal(expected, await JudgeAsync(core, "Basic " + Pair("secret", Secret), (name, value)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Basic c2VjcmV0")]
    [InlineData("Digest username=\"x\"")]
    public async Task Header_Malformed_IsNoClient_EvenWhenTheBodyIsGood(string header)
    {
        await using var core = await StartAsync();

        Assert.Equal("invalid_client", await JudgeAsync(core, header, ("client_id", "public")));
    }

    [Fact]
    public async Task Header_SentTwice_IsNoClient()
    {
        await using var core = await StartAsync();
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = new(["Basic " + Pair("secret", Secret), "Basic " + Pair("secret", Secret)]);

        Assert.Equal("invalid_client", OAuthCore.CodeOf(await core.Get<ClientAuthentication>().AuthenticateAsync(
            context, await OAuthCore.FormAsync(("client_id", "public")), OAuthCore.Cancellation)));
    }

    /// <summary>Whatever is in the header: an answer, never an exception, and no client that did not show its secret.</summary>
    [Fact]
    public async Task Header_AnyText_LetsNobodyIn()
    {
        await using var core = await StartAsync();
        var texts = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(text => "Basic " + text),
            ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => "Basic " + Convert.ToBase64String(bytes ?? [])),
            Gen.Elements("secret:%", "secret:%zz", "%73ecret:x", ":", "::", "secret", "public:x", "secret:\0").Select(pair =>
                "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))));

        Prop.ForAll(texts.ToArbitrary(), text => JudgeAsync(core, text).GetAwaiter().GetResult() is "invalid_client" or "invalid_request")
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static async Task<OAuthCore> StartAsync()
    {
        var core = await OAuthCore.StartAsync();
        await core.ClientAsync("public");
        await core.ClientAsync("secret", client => client with { SecretHash = Secrets.Hash(Secret), AuthMethod = ClientAuthMethods.Basic });
        return core;
    }

    private static async Task<string> JudgeAsync(OAuthCore core, string? header, params (string Name, string Value)[] fields)
    {
        var context = new DefaultHttpContext();
        if (header is not null)
        {
            context.Request.Headers.Authorization = header;
        }

        return OAuthCore.CodeOf(await core.Get<ClientAuthentication>().AuthenticateAsync(
            context, await OAuthCore.FormAsync(fields), OAuthCore.Cancellation));
    }

    private static string Pair(string id, string secret) =>
        Convert.ToBase64String(
            Encoding.UTF8.GetBytes(
            $"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal)}"));
}
