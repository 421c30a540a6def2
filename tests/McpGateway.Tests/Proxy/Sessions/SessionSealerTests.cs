using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using McpGateway.Proxy.Sessions;

namespace McpGateway.Tests.Proxy.Sessions;

public sealed class SessionSealerTests : IDisposable
{
    private static readonly Route Server = new() { Path = "/a", Upstream = new Uri("http://a.test/"), State = RouteState.Ready };
    private static readonly ProxyCaller Alice = Caller("alice");

    private readonly SessionSealer _sealer = new(new Keys(1));

    public void Dispose() => _sealer.Dispose();

    [Fact]
    public void Open_SameCallerAndRoute_GivesTheValue() =>
        Prop.ForAll<NonEmptyString>(value =>
            value.Get.Any(char.IsSurrogate)
            || (_sealer.TryOpen(
                SealPurpose.SessionId, _sealer.Seal(SealPurpose.SessionId, value.Get, Alice, Server)!, Alice, Server,
                out var opened) && opened == value.Get))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Open_AnyText_NeverThrows() =>
        Prop.ForAll<string>(
            text => text is null || !_sealer.TryOpen(SealPurpose.SessionId, text, Alice, Server, out _)).QuickCheckThrowOnFailure();

    [Fact]
    public void Seal_Twice_Differs() =>
        Assert.NotEqual(_sealer.Seal(SealPurpose.SessionId, "s", Alice, Server), _sealer.Seal(SealPurpose.SessionId, "s", Alice, Server));

    [Fact]
    public void Open_AnotherKey_Fails()
    {
        using var other = new SessionSealer(new Keys(2));

        Assert.False(other.TryOpen(SealPurpose.SessionId, _sealer.Seal(SealPurpose.SessionId, "s", Alice, Server)!, Alice, Server, out _));
    }

    [Fact]
    public void Open_AFormerKey_GivesTheValue_AndSealingUsesTheNewOne()
    {
        using var both = new SessionSealer(new Keys(2) { FormerKeys = [new Keys(1).Key] });
        using var next = new SessionSealer(new Keys(2));

        Assert.True(both.TryOpen(
            SealPurpose.SessionId, _sealer.Seal(SealPurpose.SessionId, "s", Alice, Server)!, Alice, Server, out var opened));
        Assert.Equal("s", opened);
        Assert.True(next.TryOpen(
            SealPurpose.SessionId, both.Seal(SealPurpose.SessionId, "s", Alice, Server)!, Alice, Server, out _));
        Assert.Equal((next.Mark, true, true), (both.Mark, both.Knows(_sealer.Mark), both.Knows(next.Mark)));
        Assert.False(next.Knows(_sealer.Mark));
    }

    [Fact]
    public void Open_AnotherCallerRouteOrPurpose_Fails()
    {
        var text = _sealer.Seal(SealPurpose.SessionId, "s", Alice, Server)!;

        Assert.False(_sealer.TryOpen(SealPurpose.SessionId, text, Caller("bob"), Server, out _));
        Assert.False(_sealer.TryOpen(SealPurpose.SessionId, text, Alice, Server with { Path = "/b" }, out _));
        Assert.False(_sealer.TryOpen(SealPurpose.MessageAddress, text, Alice, Server, out _));
    }

    [Fact]
    public void Open_EveryChangedCharacter_Fails()
    {
        var text = _sealer.Seal(SealPurpose.SessionId, "session", Alice, Server)!;

        for (var index = 0; index < text.Length; index++)
        {
            var changed = text[..index] + (text[index] == 'A' ? 'B' : 'A') + text[(index + 1)..];
            Assert.False(_sealer.TryOpen(SealPurpose.SessionId, changed, Alice, Server, out _), changed);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public void Seal_Unusable_Null(int length) =>
        Assert.Null(_sealer.Seal(SealPurpose.SessionId, new string('x', length), Alice, Server));

    [Fact]
    public void Construct_ShortKey_Refused() =>
        Assert.Throws<InvalidOperationException>(() => new SessionSealer(new Keys(1, 16)));

    private static ProxyCaller Caller(string subject) =>
        new() { Subject = subject, UserName = subject, ClientId = "", Scopes = "", AuthMethod = "test", Principal = subject };

    private sealed class Keys(byte fill, int length = 32) : ISessionKeyProvider
    {
        public ReadOnlyMemory<byte> Key { get; } = Enumerable.Repeat(fill, length).ToArray();

        public IReadOnlyList<ReadOnlyMemory<byte>> FormerKeys { get; init; } = [];
    }
}
