using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Tokens;
using McpGateway.Tests.Access;

namespace McpGateway.Tests.Identity.Signing;

public sealed class SigningKeySetTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(59, 0)]
    [InlineData(60, 0)]
    [InlineData(659, 0)]
    [InlineData(660, 1)]
    [InlineData(1259, 1)]
    [InlineData(1260, 2)]
    public void Signer_IsTheNewestThatHasBeenPublishedForAMinute_OrElseTheOldest(int seconds, int expected)
    {
        var keys = Enumerable.Range(0, 3).Select(index => SigningKey.Open(SigningKey.Generate(Start.AddMinutes(index * 10)))).ToArray();
        var set = new SigningKeySet([keys[1], keys[0], keys[2]]);

        Assert.Same(keys[expected], set.Signer(Start.AddSeconds(seconds)));
        Assert.Equal([keys[2], keys[1], keys[0]], set.All);
    }

    [Fact]
    public void Empty_SignsNothing_AndPublishesAnEmptySet()
    {
        Assert.True(SigningKeySet.Empty.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => SigningKeySet.Empty.Signer(Start));
        Assert.Equal("""{"keys":[]}""", System.Text.Encoding.UTF8.GetString(SigningKeySet.Empty.Jwks.Span));
    }

    [Fact]
    public void Jwks_PublishedKey_ReadsBackAndVerifies_AndHoldsNoPrivatePart()
    {
        var record = SigningKey.Generate(Start);
        using var key = SigningKey.Open(record);
        var published = Assert.Single(
            JsonDocument.Parse(new SigningKeySet([key]).Jwks).RootElement.GetProperty("keys").EnumerateArray().ToArray());

        using var read = JwkReader.Read(published).Value!;

        Assert.Equal(record.KeyId, read.KeyId);
        Assert.True(read.Verify(JwsAlgorithm.ES256, "signed"u8, key.Sign("signed"u8)));
        Assert.False(read.Verify(JwsAlgorithm.ES256, "forged"u8, key.Sign("signed"u8)));
        Assert.Equal(
            ["alg", "crv", "kid", "kty", "use", "x", "y"], published.EnumerateObject().Select(member => member.Name).Order(
            StringComparer.Ordinal));
        Assert.Equal(record.KeyId, record.ToString());
    }

    [Fact]
    public async Task Rotate_Twice_KeepsTheFormerPublished_UntilTheyRetire()
    {
        await using var core = await AuthCore.StartAsync();
        var ring = core.Get<SigningKeyRing>();
        var first = ring.Current.All[0].KeyId;
        core.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = (await ring.RotateAsync(Cancellation)).Value!;
        core.Clock.Advance(TimeSpan.FromHours(1));
        var third = (await ring.RotateAsync(Cancellation)).Value!;

        Assert.Equal([third, second, first], ring.Current.All.Select(key => key.KeyId));
        Assert.Equal([null, Start.AddMinutes(1561), Start.AddMinutes(1501)], ring.Current.All.Select(key => key.RetiresAt));

        core.Clock.Advance(TimeSpan.FromHours(24));
        await ring.LoadAsync(Cancellation);
        Assert.Equal([third, second], ring.Current.All.Select(key => key.KeyId));
        core.Clock.Advance(TimeSpan.FromHours(1));
        await ring.LoadAsync(Cancellation);
        Assert.Equal([third], ring.Current.All.Select(key => key.KeyId));
    }

    [Fact]
    public async Task Ensure_WhereThereIsAKey_MakesNone()
    {
        await using var core = await AuthCore.StartAsync();

        await core.Get<SigningKeyRing>().EnsureAsync(Cancellation);

        Assert.Single(core.Get<SigningKeyRing>().Current.All);
    }

    [Fact]
    public async Task Keys_ForAdministrators_TellTheirState_AndOthersNothing()
    {
        await using var core = await AuthCore.StartAsync();
        var keys = core.Get<SigningKeys>();
        core.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal([SigningKeyState.Signing], States(keys.List(Callers.Admin)));
        Assert.Equal([SigningKeyState.Next, SigningKeyState.Signing], States(await keys.RotateAsync(Callers.Admin, Cancellation)));
        core.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([SigningKeyState.Signing, SigningKeyState.Retiring], States(keys.List(Callers.Admin)));
        Assert.Equal(ErrorKind.Forbidden, keys.List(Callers.With("registry-admins")).Error!.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await keys.RotateAsync(Callers.With("registry-admins"), Cancellation)).Error!.Kind);
        Assert.Equal(2, core.Get<SigningKeyRing>().Current.All.Count);

        static IEnumerable<SigningKeyState> States(Result<IReadOnlyList<PublishedKey>> list) => list.Value!.Select(key => key.State);
    }

    [Fact]
    public async Task Token_SignedBeforeARotation_IsGoodUntilItsKeyRetires()
    {
        await using var core = await AuthCore.StartAsync();
        var token = core.Issue(core.Grant() with { ExpiresAt = core.Clock.GetUtcNow() + TimeSpan.FromHours(24) });
        await core.Get<SigningKeyRing>().RotateAsync(Cancellation);
        core.Clock.Advance(TimeSpan.FromHours(23));

        Assert.Equal(TokenRefusal.None, (await core.JudgeAsync(token.Text)).Refusal);
    }
}
