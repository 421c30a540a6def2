using FsCheck;
using FsCheck.Fluent;
using McpGateway.AuthorizationServer.Device;
using McpGateway.AuthorizationServer.Exchange;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity.Clients;
using McpGateway.Identity.Tokens;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.AuthorizationServer.Device;

public sealed class DeviceFlowTests
{
    [Theory]
    [InlineData("BCDF-GHJK", "BCDFGHJK")]
    [InlineData("bcdfghjk", "BCDFGHJK")]
    [InlineData("  b c d f . g h j k  ", "BCDFGHJK")]
    [InlineData("BCDFGHJ", null)]
    [InlineData("BCDFGHJKL", null)]
    [InlineData("ABCDFGHJ", null)]
    [InlineData("BCDFGHJ1", null)]
    [InlineData("BCDFGHJÉ", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Normalize_TypedCode_AsListed(string? typed, string? expected) => Assert.Equal(expected, UserCode.Normalize(typed));

    [Fact]
    public void Normalize_LongText_IsLookedAtOnlyAtItsStart() => Assert.Null(UserCode.Normalize(new string(' ', 40) + "BCDFGHJK"));

    [Fact]
    public void New_Code_CanBeTypedInAnyWay()
    {
        for (var i = 0; i < 50; i++)
        {
            var code = UserCode.New();
            Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", code);
            Assert.Equal(code.Replace("-", "", StringComparison.Ordinal), UserCode.Normalize(code.ToLowerInvariant()));
        }

        Prop.ForAll<string>(
            text => UserCode.Normalize(text) is not { } code || UserCode.Normalize(code) == code).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Polls_MoreOftenThanTheInterval_AreTooEarly_EachDeviceByItself()
    {
        var clock = new ManualTimeProvider();
        var polls = new DevicePolls(clock);

        Assert.False(polls.IsTooEarly("a"));
        clock.Advance(TimeSpan.FromSeconds(3.9));
        Assert.True(polls.IsTooEarly("a"));
        Assert.False(polls.IsTooEarly("b"));
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(polls.IsTooEarly("a"));
        polls.Forget("a");
        Assert.False(polls.IsTooEarly("a"));
    }

    [Fact]
    public async Task Exchange_Waiting_IsPending_ThenSlowDown_ThenPendingAgain()
    {
        await using var core = await OAuthCore.StartAsync();
        var (client, device) = await StartAsync(core);

        Assert.Equal("authorization_pending", await PollAsync(core, client, device.DeviceCode));
        Assert.Equal("slow_down", await PollAsync(core, client, device.DeviceCode));
        core.Core.Clock.Advance(DevicePolls.Interval);
        Assert.Equal("authorization_pending", await PollAsync(core, client, device.DeviceCode));
    }

    [Theory]
    [InlineData("Allowed", "", "invalid_grant")]
    [InlineData("Denied", "access_denied", "access_denied")]
    public async Task Exchange_Decided_IsToldOnce(string state, string first, string second)
    {
        await using var core = await OAuthCore.StartAsync();
        var (client, device) = await StartAsync(core);
        await DecideAsync(core, device, Enum.Parse<DeviceState>(state));

        Assert.Equal(first, await PollAsync(core, client, device.DeviceCode));
        Assert.Equal(second, await PollAsync(core, client, device.DeviceCode));
    }

    [Fact]
    public async Task Exchange_Allowed_GivesTokensForWhatWasAsked_AndKeepsTheRegistration()
    {
        await using var core = await OAuthCore.StartAsync();
        var (client, device) = await StartAsync(core);
        await DecideAsync(core, device, DeviceState.Allowed);

        var answer = (await ExchangeAsync(core, client, device.DeviceCode)).Value!;

        var judged = await core.Core.JudgeAsync(answer.Token.Text);
        Assert.Equal("local:bob", judged.Identity!.Subject);
        Assert.Equal([OAuthCore.Origin + "/weather"], judged.Identity.Resources!.Audiences);
        var kept = await core.Core.Documents.FindAsync(
            McpGateway.AuthorizationServer.Clients.ClientDirectory.Registrations, client.Id, OAuthCore.Cancellation);
        Assert.Null(kept!.Value.ExpiresAt);
        Assert.Equal("", OAuthCore.CodeOf(await core.RefreshAsync(client, answer.RefreshToken!)));
    }

    [Fact]
    public async Task Exchange_UnknownOrAnothersCode_IsInvalid_AndDoesNotSpendIt()
    {
        await using var core = await OAuthCore.StartAsync();
        var (client, device) = await StartAsync(core);
        var other = await core.ClientAsync("other");
        await DecideAsync(core, device, DeviceState.Allowed);

        Assert.Equal("invalid_grant", await PollAsync(core, other, device.DeviceCode));
        Assert.Equal("invalid_grant", await PollAsync(core, client, "unknown"));
        Assert.Equal("invalid_request", OAuthCore.CodeOf(
            await core.Get<DeviceExchange>().ExchangeAsync(client, await OAuthCore.FormAsync(), OAuthCore.Cancellation)));
        Assert.Equal("", await PollAsync(core, client, device.DeviceCode));
    }

    [Theory]
    [InlineData(599, "authorization_pending", true)]
    [InlineData(600, "expired_token", false)]
    public async Task Exchange_Time_EndsTheCode(int seconds, string error, bool isFound)
    {
        await using var core = await OAuthCore.StartAsync();
        var (client, device) = await StartAsync(core);
        core.Core.Clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(error, await PollAsync(core, client, device.DeviceCode));
        Assert.Equal(isFound, await FindAsync(core, device) is not null);
    }

    [Fact]
    public async Task Exchange_UserDisabledAfterAllowing_IsRefused()
    {
        await using var core = await OAuthCore.StartAsync();
        var (client, device) = await StartAsync(core);
        await DecideAsync(core, device, DeviceState.Allowed);
        await core.Core.PutUserAsync("bob", user => user with { IsEnabled = false });

        Assert.Equal("invalid_grant", await PollAsync(core, client, device.DeviceCode));
    }

    [Fact]
    public async Task Decide_OnceOnly_AndTheUserCodeIsSpent()
    {
        await using var core = await OAuthCore.StartAsync();
        var (_, device) = await StartAsync(core);
        var found = (await FindAsync(core, device))!;

        await DecideAsync(core, device, DeviceState.Denied);

        Assert.Null(await FindAsync(core, device));
        Assert.Null(await core.Get<DeviceCodes>().FindWaitingAsync(found.Key, OAuthCore.Cancellation));
        Assert.Equal(ErrorKind.Conflict, (await core.Get<DeviceCodes>().DecideAsync(
            found, found.Value with { State = DeviceState.Allowed }, OAuthCore.Cancellation))!.Kind);
        Assert.Equal("StartedDevice", device.ToString());
        Assert.Equal("device", found.Value.ToString());
    }

    private static async Task<(OAuthClientRecord Client, StartedDevice Device)> StartAsync(OAuthCore core)
    {
        var client = await core.ClientAsync("device");
        var started = await core.Get<DeviceCodes>().StartAsync(
            client, [OAuthScopes.Everything], [OAuthCore.Origin + "/weather"], OAuthCore.Origin, OAuthCore.Cancellation);
        return (client, started.Value!);
    }

    private static Task<Document<DeviceCodeRecord>?> FindAsync(OAuthCore core, StartedDevice device) =>
        core.Get<DeviceCodes>().FindByUserCodeAsync(UserCode.Normalize(device.UserCode)!, OAuthCore.Cancellation);

    private static async Task DecideAsync(OAuthCore core, StartedDevice device, DeviceState state)
    {
        var found = (await FindAsync(core, device))!;
        Assert.Null(await core.Get<DeviceCodes>().DecideAsync(
            found, found.Value with { State = state, Holder = state == DeviceState.Allowed ? OAuthCore.Bob : null },
                OAuthCore.Cancellation));
    }

    private static async Task<Result<TokenResponse>> ExchangeAsync(OAuthCore core, OAuthClientRecord client, string code) =>
        await core.Get<DeviceExchange>().ExchangeAsync(client, await OAuthCore.FormAsync(("device_code", code)), OAuthCore.Cancellation);

    private static async Task<string> PollAsync(OAuthCore core, OAuthClientRecord client, string code) =>
        OAuthCore.CodeOf(await ExchangeAsync(core, client, code));
}
