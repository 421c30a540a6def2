using McpGateway.Core.Egress.Injection;

namespace McpGateway.Tests.Egress;

public sealed class HeldTokenTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3600, 3540, 3595)]
    [InlineData(300, 240, 295)]
    [InlineData(60, 48, 55)]
    [InlineData(10, 8, 8)]
    public void Of_Lifetime_LeavesTimeToRefresh(int lifetime, int fresh, int usable)
    {
        var held = HeldToken.Of("t", "b", Now, Now.AddSeconds(lifetime), TimeSpan.FromMinutes(1));

        Assert.Equal((fresh, usable), ((held.FreshUntil - Now).TotalSeconds, (held.UsableUntil - Now).TotalSeconds));
    }

    [Fact]
    public void Of_NoEnd_IsAlwaysFresh() =>
        Assert.Equal(DateTimeOffset.MaxValue, HeldToken.Of("t", "b", Now, null, TimeSpan.FromMinutes(1)).FreshUntil);

    [Fact]
    public void ToString_Token_IsNotShown() =>
        Assert.DoesNotContain(
            "secret", HeldToken.Of("secret", "b", Now, null, TimeSpan.FromMinutes(1)).ToString(), StringComparison.Ordinal);
}
