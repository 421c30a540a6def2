using FsCheck;
using FsCheck.Fluent;
using McpGateway.Identity.Tokens;

namespace McpGateway.Tests.Identity.Differential;

/// <summary>
/// Our verifier beside Microsoft.IdentityModel: what the library refuses, the gateway refuses too. The other way round it may be stricter,
/// and the second table says where. Through the gateway's own door, for its own tokens and for those of an identity provider.
/// </summary>
public sealed class DifferentialTokenTests : IAsyncLifetime
{
    private const int Cases = 8000;

    // Each run is the same; another number gives other cases. FsCheck prints it, with the case, when one fails.
    private const ulong Seed = 20300101;

    /// <summary>What we refuse although the library accepts, and why we do.</summary>
    private static readonly Dictionary<string, (TokenRecipe Recipe, TokenRefusal Refusal)> Stricter = new(StringComparer.Ordinal)
    {
        // Two readers may pick different ones.
        ["a claim twice"] = (Vended() with { Claims = [new("sub", "\"local:bob\"", IsAdded: true)] }, TokenRefusal.Malformed),
        ["a header twice"] = (Vended() with { Header = [new("alg", "\"ES256\"", IsAdded: true)] }, TokenRefusal.Malformed),
        ["a claim twice inside another"] = (
            Vended() with { Claims = [new("act", "{\"sub\":\"a\",\"sub\":\"b\"}")] }, TokenRefusal.Malformed),

        // RFC 7515 §4.1.11: what is marked critical and not understood means refusal.
        ["crit"] = (Vended() with { Header = [new("crit", "[\"exp\"]")] }, TokenRefusal.CriticalHeader),
        ["b64"] = (Vended() with { Header = [new("b64", "true")] }, TokenRefusal.CriticalHeader),

        // RFC 7515 §2: one spelling of each token.
        ["padding"] = (Vended() with { Encoding = EncodingForm.Padded }, TokenRefusal.Malformed),
        ["padding of the signature"] = (Vended() with { Text = [new(TextChange.PadPart, 2)] }, TokenRefusal.Malformed),

        // RFC 7519 §2: a date is a number.
        ["exp as text"] = (Vended() with { Claims = [new("exp", $"\"{In(3600)}\"")] }, TokenRefusal.Malformed),
        ["exp beyond all time"] = (Vended() with { Claims = [new("exp", "253402300800")] }, TokenRefusal.Malformed),
        ["issued in the future"] = (Vended() with { Claims = [new("iat", $"{In(31)}")] }, TokenRefusal.NotYetValid),
        ["expired to the second"] = (Vended() with { Claims = [new("exp", $"{In(-30)}")] }, TokenRefusal.Expired),

        // What makes a token one of ours.
        ["no subject"] = (Vended() with { Claims = [new("sub", null)] }, TokenRefusal.MissingSubject),
        ["no id"] = (Vended() with { Claims = [new("jti", null)] }, TokenRefusal.Malformed),
        ["no use"] = (Vended() with { Claims = [new("token_use", null)] }, TokenRefusal.WrongUse),
        ["resource of another server too"] = (
            new(TokenFamily.OAuth)
            {
                Claims = [new("aud", $"[\"{TokenMint.Resource}\",\"https://other.example\"]")],
            }, TokenRefusal.WrongAudience),

        // What other readers of the same claims could stumble over.
        ["deep nesting"] = (Vended() with { Claims = [new("act", new string('[', 20) + new string(']', 20))] }, TokenRefusal.Malformed),
        ["an identity token of the provider"] = (new(TokenFamily.ProviderRsa) { Claims = [new("nonce", "\"n\"")] }, TokenRefusal.WrongUse),
        ["too long"] = (Vended() with { Claims = [new("act", $"\"{new string('x', 20_000)}\"")] }, TokenRefusal.Malformed),
    };

    /// <summary>Where the standards do not let us be as strict as a comparison of texts; generated tokens have none of these.</summary>
    private static readonly Dictionary<string, TokenRecipe> Wider = new(StringComparer.Ordinal)
    {
        // RFC 7515 §4.1.9: a media type, and those are the same in any case.
        ["type in capitals"] = Vended() with { Header = [new("typ", "\"AT+JWT\"")] },

        // RFC 3986 §6.2.2.1: scheme and host are the same in any case.
        ["origin in capitals"] = new(TokenFamily.OAuth) { Claims = [new("aud", "\"HTTPS://GATEWAY.EXAMPLE/currenttime/mcp\"")] },
    };

    private TokenJury _jury = null!;

    public static TheoryData<string> StricterNames => [.. Stricter.Keys];

    public static TheoryData<string> WiderNames => [.. Wider.Keys];

    public async ValueTask InitializeAsync() => _jury = await TokenJury.StartAsync();

    public ValueTask DisposeAsync() => _jury.DisposeAsync();

    [Theory]
    [InlineData("Vended")]
    [InlineData("OAuth")]
    [InlineData("ProviderEc")]
    [InlineData("ProviderRsa")]
    public async Task Token_Valid_IsAcceptedByBoth(string family)
    {
        var opinions = await _jury.JudgeAsync(new(Enum.Parse<TokenFamily>(family)));

        Assert.Equal((TokenRefusal.None, null), (opinions.Ours, opinions.Theirs));
    }

    [Fact]
    public void Token_RefusedByTheLibrary_IsRefusedByUs()
    {
        var (accepted, refused, stricter) = (0, 0, 0);
        var recipes = TokenRecipes.Any(_jury.Now.ToUnixTimeSeconds(), (int)_jury.Leeway.TotalSeconds, _jury.ProviderIssuer);
        var property = Prop.ForAll(recipes.ToArbitrary(), recipe =>
        {
            var opinions = _jury.JudgeAsync(recipe).GetAwaiter().GetResult();
            _ = opinions switch
            {
                { WeAccept: true, TheyAccept: true } => accepted++,
                { WeAccept: false, TheyAccept: false } => refused++,
                _ => stricter++,
            };
            return (!opinions.WeAccept || opinions.TheyAccept).Label($"We accept, they refuse: {opinions.Theirs}\n{opinions.Token}");
        });

        property.Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(new Replay(new Rnd(Seed), default)));

        // Neither verdict may be the only one, or the property would hold of anything.
        Assert.True(
            accepted > Cases / 20 && refused > Cases / 3 && stricter > Cases / 100,
            $"{accepted} accepted, {refused} refused, {stricter} by us only");
    }

    [Theory]
    [MemberData(nameof(StricterNames))]
    public async Task Token_StricterThanTheLibrary_IsRefusedByUsOnly(string name)
    {
        var opinions = await _jury.JudgeAsync(Stricter[name].Recipe);

        Assert.Equal((Stricter[name].Refusal, null), (opinions.Ours, opinions.Theirs));
    }

    [Theory]
    [MemberData(nameof(WiderNames))]
    public async Task Token_SameByTheStandard_IsAcceptedByUsOnly(string name)
    {
        var opinions = await _jury.JudgeAsync(Wider[name]);

        Assert.Equal((TokenRefusal.None, false), (opinions.Ours, opinions.TheyAccept));
    }

    private static TokenRecipe Vended() => new(TokenFamily.Vended);

    // The clock of the tests stands still.
    private static long In(int seconds) => new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() + seconds;
}
