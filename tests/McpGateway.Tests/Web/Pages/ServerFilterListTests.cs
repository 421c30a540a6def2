using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Health;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Pages.Servers;

namespace McpGateway.Tests.Web.Pages;

public sealed class ServerFilterListTests
{
    private static readonly string[] Statuses = [
        HealthStatus.Healthy, HealthStatus.AuthExpired, HealthStatus.Unknown, HealthStatus.Checking, HealthStatus.Timeout,
        HealthStatus.Disabled];

    private static readonly string[] Sorts = ["name", "path", "status", "tools", "rating", "checked", "severity", "unknown"];

    [Theory]
    [InlineData("clock", "a")]
    [InlineData("zones", "a,b")]
    [InlineData("none", "")]
    [InlineData("", "a,b,c")]
    public void Tag_Chosen_IsOneOfTheServers(string tag, string expected) => Assert.Equal(
        expected, Keys(new ServerFilter { Tag = tag }.Apply([View("a", tags: ["clock", "zones"]), View("b", tags: ["zones"]), View("c")])));

    [Theory]
    [InlineData("ALPHA", "a")]
    [InlineData("/b", "b")]
    [InlineData("about c", "c")]
    [InlineData("zz", "")]
    public void Text_InNamePathOrDescription_IsFoundInAnyCase(string text, string expected) => Assert.Equal(
        expected, Keys(
            new ServerFilter { Text = text }.Apply([View("a", name: "Alpha"), View("b", name: "Beta"), View("c", name: "Gamma")])));

    [Theory]
    [InlineData("name", "b,c,a")]
    [InlineData("severity", "c,a,b")]
    [InlineData("path", "a,b,c")]
    [InlineData("tools", "c,a,b")]
    [InlineData("rating", "a,c,b")]
    [InlineData("status", "b,c,a")]
    [InlineData("checked", "c,a,b")]
    public void Sort_EachColumn_IsByIt(string sort, string expected)
    {
        ServerView[] servers =
        [
            View("a", name: "zeta", tools: 2, stars: 1, status: HealthStatus.Unknown, isChecked: 1),
            View("b", name: "Alpha", tools: 3, stars: 5, status: HealthStatus.Healthy, isChecked: 2),
            View("c", name: "beta", tools: 1, stars: 3, status: HealthStatus.AuthExpired),
        ];

        Assert.Equal(expected, Keys(new ServerFilter { Sort = sort }.Apply(servers)));
        Assert.Equal(
            string.Join(',', expected.Split(',').Reverse()), Keys(new ServerFilter { Sort = sort, IsDescending = true }.Apply(servers)));
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, true, 0, false)]
    [InlineData(HealthStatus.Healthy, true, 1, true)]
    [InlineData(HealthStatus.Unknown, true, 0, false)]
    [InlineData(HealthStatus.Checking, true, 0, false)]
    [InlineData(HealthStatus.AuthExpired, true, 0, true)]
    [InlineData(HealthStatus.Timeout, true, 0, true)]
    [InlineData(HealthStatus.Timeout, false, 0, false)]
    [InlineData(HealthStatus.Timeout, false, 2, true)]
    public void HasIssue_IsWhatSomebodyShouldLookAt(string status, bool isEnabled, int changedTools, bool expected) =>
        Assert.Equal(expected, ServerFilter.HasIssue(View("a", status: status, isEnabled: isEnabled, changedTools: changedTools)));

    /// <summary>The number on a chip is the number of rows that it leads to.</summary>
    [Fact]
    public void Apply_AnyServers_KeepsJustThoseThatHaveTheStatus() => Prop.ForAll(Lists, static servers =>
        new[] { ServerFilter.All, ServerFilter.Enabled, ServerFilter.Healthy, ServerFilter.Disabled, ServerFilter.Issues }.All(status =>
            new ServerFilter { Status = status }
                .Apply(servers).Count == servers
                .Count(view => ServerFilter.Has(view, status)))).QuickCheckThrowOnFailure();

    [Fact]
    public void Apply_AnySort_IsTheSameServersAndTurnsRoundExactly() => Prop.ForAll(Lists, static servers => Sorts.All(sort =>
    {
        var up = new ServerFilter { Sort = sort }.Apply(servers);
        var down = new ServerFilter { Sort = sort, IsDescending = true }.Apply(servers);
        return up.Count == servers.Length && up.Reverse().SequenceEqual(down);
    })).QuickCheckThrowOnFailure();

    [Fact]
    public void Apply_WhateverTheOrderBefore_IsTheSameOrder() => Prop.ForAll(Lists, static servers => Sorts.All(sort =>
        Keys(new ServerFilter { Sort = sort }.Apply(servers)) == Keys(
            new ServerFilter { Sort = sort }.Apply([.. servers.Reverse()])))).QuickCheckThrowOnFailure();

    private static Arbitrary<ServerView[]> Lists { get; } = Arb.From(
        from size in Gen.Choose(0, 12)
        from status in Gen.ArrayOf(Gen.Elements(Statuses), size)
        from tools in Gen.ArrayOf(Gen.Choose(0, 3), size)
        from isEnabled in Gen.ArrayOf(Gen.Elements(true, false), size)
        select Enumerable.Range(0, size)
            .Select(index => View(
                $"s{index}", name: $"n{tools[index]}", tools: tools[index], status: status[index], isEnabled: isEnabled[index],
                changedTools: tools[index] / 3))
            .ToArray());

    private static string Keys(IEnumerable<ServerView> views) => string.Join(',', views.Select(static view => view.Server.TechnicalName));

    private static ServerView View(
        string key, string? name =
            null, string[]? tags = null, int tools = 0, double stars = 0, string status = HealthStatus.Healthy, bool isEnabled = true,
        int changedTools = 0, int isChecked = 0) => new(
        new()
        {
            ServerName = name ?? key,
            Description = $"About {key}",
            Path = "/" + key,
            Tags = tags ?? [],
            StatedStars = stars,
            IsEnabled = isEnabled,
            RegisteredBy = "admin",
            RegisteredAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        },
        new(status, isChecked == 0 ? null : DateTimeOffset.UnixEpoch.AddHours(isChecked)),
        tools,
        changedTools,
        false);
}
