using System.Text;
using McpGateway.Foundation.Http;
using McpGateway.Identity;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Identity.Differential;

/// <summary>The gateway's door for bearer tokens, an identity provider that publishes its keys, and the other library's opinion.</summary>
internal sealed class TokenJury : IAsyncDisposable
{
    private readonly WebApplication _provider;
    private readonly AuthCore _core;
    private readonly TokenOracle _oracle;

    private TokenJury(WebApplication provider, AuthCore core, TokenMint mint, TokenOracle oracle) =>
        (_provider, _core, Mint, _oracle) = (provider, core, mint, oracle);

    public TokenMint Mint { get; }

    public string ProviderIssuer => _provider.Urls.Single();

    public DateTimeOffset Now => _core.Clock.GetUtcNow();

    public TimeSpan Leeway => TimeSpan.FromSeconds(_core.Get<IOptions<AuthOptions>>().Value.TokenLeewaySeconds);

    public static async Task<TokenJury> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var provider = builder.Build();
        var keys = "";
        provider.Run(context => context.Response.WriteAsync(
            context.Request.Path == "/keys" ? keys : Metadata(provider.Urls.Single()), context.RequestAborted));
        await provider.StartAsync();
        var issuer = provider.Urls.Single();

        var core = await AuthCore.StartAsync(
            ("PUBLIC_URL", TokenMint.Origin), ("OIDC_ENABLED", "true"), ("OIDC_ISSUER", issuer), ("OIDC_CLIENT_ID", "gateway"),
            ("OIDC_CLIENT_SECRET", "of no use elsewhere"), ("OIDC_AUDIENCES", TokenMint.ProviderAudience));
        var own = core.Get<SigningKeyRing>().Current;
        var mint = new TokenMint(own.Signer(core.Clock.GetUtcNow()), issuer, core.Clock.GetUtcNow());
        keys = mint.ProviderKeys();
        var leeway = TimeSpan.FromSeconds(core.Get<IOptions<AuthOptions>>().Value.TokenLeewaySeconds);
        return new(provider, core, mint, new(Encoding.UTF8.GetString(own.Jwks.Span), keys, issuer, core.Clock, leeway));
    }

    /// <summary>Both opinions about the token that the recipe makes.</summary>
    public async Task<TokenOpinions> JudgeAsync(TokenRecipe recipe)
    {
        var token = Mint.Make(recipe);
        var ours = await _core.JudgeAsync(token);
        Assert.False(ours.IsUnavailable);
        var refusal = ours.Identity is { Resources: { } resources } && !resources.Covers(RequestToTheServer(), _core.Get<PublicOrigin>())
            ? TokenRefusal.WrongAudience
            : ours.Refusal;
        return new(token, refusal, await _oracle.RefusalAsync(recipe.Family, token));
    }

    public async ValueTask DisposeAsync()
    {
        Mint.Dispose();
        await _core.DisposeAsync();
        await _provider.DisposeAsync();
    }

    private static HttpRequest RequestToTheServer() => new DefaultHttpContext
    {
        Request = { Scheme = "https", Host = new("gateway.example"), Path = "/currenttime/mcp" },
    }.Request;

    private static string Metadata(string issuer) =>
        $$"""
        {"issuer":"{{issuer}}","authorization_endpoint":"{{issuer}}/authorize",
         "token_endpoint":"{{issuer}}/token","jwks_uri":"{{issuer}}/keys"}
        """;
}

/// <param name="Ours"><see cref="TokenRefusal.None"/> when the gateway accepts the token.</param>
/// <param name="Theirs">Null when Microsoft.IdentityModel accepts it.</param>
internal sealed record TokenOpinions(string Token, TokenRefusal Ours, string? Theirs)
{
    public bool WeAccept => Ours == TokenRefusal.None;

    public bool TheyAccept => Theirs is null;
}
