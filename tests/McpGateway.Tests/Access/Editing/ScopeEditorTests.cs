using McpGateway.Access;
using McpGateway.Access.Editing;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Access.Editing;

public sealed class ScopeEditorTests
{
    private static readonly ScopeRecord Team = Policy.Scope(
        "team", Policy.Rule("weather", ["tools/call"], ["forecast"])) with
    { GroupMappings = ["staff"] };

    [Fact]
    public async Task OrdinaryCaller_SeesAndChangesNothing()
    {
        using var world = await AccessWorld.StartAsync();
        var editor = Editor(world);
        var caller = Callers.With("registry-admins");

        Assert.Equal(ErrorKind.Forbidden, (await editor.ListAsync(caller, AccessWorld.Cancellation)).Error!.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await editor.FindAsync(caller, "registry-admins", AccessWorld.Cancellation)).Error!.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await editor.PreviewAsync(caller, Team, AccessWorld.Cancellation)).Error!.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await editor.SaveAsync(caller, Team, 0, AccessWorld.Cancellation)).Error!.Kind);
        Assert.Null(await world.Scopes.FindAsync("team", AccessWorld.Cancellation));
    }

    [Fact]
    public async Task Save_SeenVersion_IsStored_AndInForceAtOnce()
    {
        using var world = await StartAsync();
        var editor = Editor(world);
        var found = (await editor.FindAsync(AccessWorld.Admin, "team", AccessWorld.Cancellation)).Value!;

        var saved = await editor.SaveAsync(
            AccessWorld.Admin, found.Value with { Rules = [Policy.Rule("weather", [], ["alerts"])] }, found.Version,
                AccessWorld.Cancellation);

        Assert.NotNull(saved.Value!.UpdatedAt);
        Assert.True(world.Allows("staff", "weather", "alerts"));
        Assert.False(world.Allows("staff", "weather", "forecast"));
        Assert.Equal(8, (await editor.ListAsync(AccessWorld.Admin, AccessWorld.Cancellation)).Value!.Count);
    }

    [Fact]
    public async Task Save_ChangedMeanwhile_IsAConflict_AndOverwritesNothing()
    {
        using var world = await StartAsync();
        var editor = Editor(world);
        var found = (await editor.FindAsync(AccessWorld.Admin, "team", AccessWorld.Cancellation)).Value!;
        await editor.SaveAsync(AccessWorld.Admin, found.Value with { Description = "first" }, found.Version, AccessWorld.Cancellation);

        var second = await editor.SaveAsync(
            AccessWorld.Admin, found.Value with { Description = "second" }, found.Version, AccessWorld.Cancellation);

        Assert.Equal(new Error(ErrorKind.Conflict, "Somebody else changed this group meanwhile: load it again."), second.Error);
        Assert.Equal("first", (await world.ScopeAsync("team")).Description);
    }

    [Theory]
    [InlineData("/", "tools/list", "t", "g", "rules", "Every rule names a server, or * for all")]
    [InlineData("weather", "", "", "g", "rules", "The rule for 'weather' allows nothing: name methods or tools")]
    [InlineData("weather", "tools/list", "", " ", "group_mappings", "A group has a name")]
    public async Task Save_WhatGrantsNothing_NamesTheField(
        string server, string method, string tool, string group, string field, string message)
    {
        using var world = await StartAsync();
        var scope = Team with { Rules = [Policy.Rule(server, Names(method), Names(tool))], GroupMappings = [group] };

        var saved = await Editor(world).SaveAsync(AccessWorld.Admin, scope, 1, AccessWorld.Cancellation);

        var problem = Assert.Single(saved.Error!.Fields!);
        Assert.Equal((field, message), (problem.Field, problem.Message));

        static string[] Names(string name) => name.Length == 0 ? [] : [name];
    }

    [Fact]
    public async Task Save_ThatLeavesNoAdministratorGroup_IsRefused()
    {
        using var world = await AccessWorld.StartAsync();
        await world.Groups.DeleteAsync(AccessWorld.Admin, "mcp-registry-admin", false, force: true, AccessWorld.Cancellation);
        var editor = Editor(world);
        var found = (await editor.FindAsync(AccessWorld.Admin, "registry-admins", AccessWorld.Cancellation)).Value!;

        var saved = await editor.SaveAsync(
            AccessWorld.Admin, found.Value with { GroupMappings = [] }, found.Version, AccessWorld.Cancellation);

        Assert.Equal(ErrorKind.Forbidden, saved.Error!.Kind);
        Assert.NotEmpty((await world.ScopeAsync("registry-admins")).GroupMappings);
        Assert.True(
            (await editor.PreviewAsync(
            AccessWorld.Admin, found.Value with { GroupMappings = [] }, AccessWorld.Cancellation)).Value!.LocksOut);
        Assert.False((await editor.PreviewAsync(AccessWorld.Admin, found.Value, AccessWorld.Cancellation)).Value!.LocksOut);
    }

    [Fact]
    public async Task Find_Unknown_IsNotFound()
    {
        using var world = await AccessWorld.StartAsync();

        Assert.Equal(
            new Error(ErrorKind.NotFound, "Group 'x' not found"),
            (await Editor(world).FindAsync(AccessWorld.Admin, "x", AccessWorld.Cancellation)).Error);
    }

    [Fact]
    public async Task Preview_NamesWhoGainsAndLoses_AndStoresNothing()
    {
        using var world = await StartAsync();
        var editor = Editor(
            world, Of("ann", ["staff"], true), Of("bob", ["guests"], true), Of("cat", ["other"], true), Of("dan", ["staff"], false));
        var next = Team with { Rules = [Policy.Rule("weather", [], ["alerts"])], GroupMappings = ["staff", "guests"] };

        var effect = (await editor.PreviewAsync(AccessWorld.Admin, next, AccessWorld.Cancellation)).Value!;

        Assert.Equal(
            [
                "ann person +weather: alerts -weather: forecast", "bob person +weather: alerts -",
                    "staff group +weather: alerts -weather: forecast",
                "guests group +weather: alerts -",
            ],
            effect.Members.Select(member => $"{member.Name} {(member.IsGroup ? "group" : "person")} "
                + $"+{string.Join(',', member.GainedTools)} -{string.Join(',', member.LostTools)}"));
        Assert.All(effect.Members, member => Assert.Equal((1, (bool?)null), (member.Gained, member.BecomesAdmin)));
        Assert.Equal(["forecast"], (await world.ScopeAsync("team")).Rules[0].Tools);
    }

    [Fact]
    public async Task Preview_RightThatAnotherScopeGives_IsNoGain_AndNoLoss()
    {
        using var world = await StartAsync();
        await world.CommitAsync(batch => Task.FromResult(batch.Put(
            ScopeRepository.Scopes, "all", Policy.Scope("all", Policy.Rule("*", ["all"], ["all"])) with { GroupMappings = ["staff"] },
                null)));

        Assert.Empty(
            (await Editor(world).PreviewAsync(AccessWorld.Admin, Team with { Rules = [] }, AccessWorld.Cancellation)).Value!.Members);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Preview_AdministratorsRights_AreSaid(bool becomes)
    {
        using var world = await StartAsync();
        var with = Team with
        {
            Rules = [Policy.Rule("*", ["all"], [])],
            UiPermissions = ((string[])["register_service", "modify_service", "toggle_service"])
                .ToDictionary(action => action, IReadOnlyList<string> (_) => ["all"], StringComparer.Ordinal),
        };
        var without = with with { UiPermissions = new Dictionary<string, IReadOnlyList<string>>() };
        await world.CommitAsync(batch => Task.FromResult(batch.Put(ScopeRepository.Scopes, "team", becomes ? without : with, null)));

        var effect = (await Editor(world).PreviewAsync(AccessWorld.Admin, becomes ? with : without, AccessWorld.Cancellation)).Value!;

        Assert.Equal(becomes, Assert.Single(effect.Members).BecomesAdmin);
    }

    [Fact]
    public async Task Preview_ManyTools_AreCountedAll_AndListedToAHundred()
    {
        using var world = await StartAsync();
        world.Catalog.Servers["/big"] = new("big", "Big", [.. Enumerable.Range(0, 150).Select(index => $"t{index}")]);

        var effect = (await Editor(world).PreviewAsync(
            AccessWorld.Admin, Team with { Rules = [.. Team.Rules, Policy.Rule("big", [], ["all"])] }, AccessWorld.Cancellation)).Value!;

        var member = Assert.Single(effect.Members);
        Assert.Equal((150, 100, 0), (member.Gained, member.GainedTools.Count, member.Lost));
    }

    private static async Task<AccessWorld> StartAsync()
    {
        var world = await AccessWorld.StartAsync();
        await world.CommitAsync(batch => Task.FromResult(batch.Put(ScopeRepository.Scopes, "team", Team, null)));
        return world;
    }

    private static ScopeEditor Editor(AccessWorld world, params KnownUser[] users) => new(
        world.Scopes, world.Documents, world.Catalog, [new Users(users)], Options.Create(new AccessOptions()), TimeProvider.System,
        NullLogger<ScopeEditor>.Instance);

    private static KnownUser Of(string name, string[] groups, bool isEnabled) => new(name, groups, isEnabled, "local:" + name);

    private sealed class Users(KnownUser[] users) : IKnownUsers
    {
        public IReadOnlyList<KnownUser> List() => users;
    }
}
