using McpGateway.Foundation;

namespace McpGateway.Tests.Access.Groups;

public sealed class GroupOperationsTests
{
    private static readonly Caller Stranger = Callers.With("registry-users-lob1");

    [Fact]
    public async Task Create_NewGroup_MapsItselfAndGrantsNothing()
    {
        using var world = await AccessWorld.StartAsync();

        var created = await world.Groups.CreateAsync(AccessWorld.Admin, " g1 ", "About", createInDirectory: true, AccessWorld.Cancellation);

        Assert.Equal(("g1", false), (created.Value!.Name, created.Value.IsInDirectory));
        var scope = await world.ScopeAsync("g1");
        Assert.Equal((string[])["g1"], scope.GroupMappings);
        Assert.Empty(scope.Rules);
        Assert.Empty(scope.UiPermissions["list_service"]);
        Assert.Equal(["g1"], world.Holder.Current.ScopesOf(["g1"]));
    }

    [Theory]
    [InlineData("", "Group name is required")]
    [InlineData("   ", "Group name is required")]
    [InlineData("registry-admins", "Failed to create group in scopes (may already exist)")]
    [InlineData("UI-Scopes", "'UI-Scopes' is a section of scopes.yml and cannot name a group or scope.")]
    [InlineData("two words", "A group or scope name has ASCII letters, digits and signs, without spaces, commas, quotes and backslashes.")]
    [InlineData("a,b", "A group or scope name has ASCII letters, digits and signs, without spaces, commas, quotes and backslashes.")]
    [InlineData("naïve", "A group or scope name has ASCII letters, digits and signs, without spaces, commas, quotes and backslashes.")]
    public async Task Create_BadName_IsInvalid(string name, string detail)
    {
        using var world = await AccessWorld.StartAsync();

        var created = await world.Groups.CreateAsync(AccessWorld.Admin, name, "", createInDirectory: false, AccessWorld.Cancellation);

        Assert.Equal(new Error(ErrorKind.Invalid, detail), created.Error);
    }

    [Fact]
    public async Task Create_DirectoryFails_WritesNoScope()
    {
        using var world = await AccessWorld.StartAsync(new FakeDirectory { Failure = "away" });

        var created = await world.Groups.CreateAsync(AccessWorld.Admin, "g1", "", createInDirectory: true, AccessWorld.Cancellation);

        Assert.Equal(new Error(ErrorKind.Failed, "Failed to create group in IdP: away"), created.Error);
        Assert.Null(await world.Scopes.FindAsync("g1", AccessWorld.Cancellation));
    }

    [Theory]
    [InlineData("G1", false)]
    [InlineData("other", true)]
    public async Task Create_DirectoryHasGroupOfAnyCase_CreatesNone(string existing, bool isCreated)
    {
        var directory = new FakeDirectory();
        directory.Groups.Add(new(existing, "id-0", "/" + existing));
        using var world = await AccessWorld.StartAsync(directory);

        var created = await world.Groups.CreateAsync(AccessWorld.Admin, "g1", "", createInDirectory: true, AccessWorld.Cancellation);

        Assert.Equal(isCreated, created.Value!.IsInDirectory);
        Assert.Equal(isCreated ? 2 : 1, directory.Groups.Count);
    }

    [Fact]
    public async Task Create_DirectoryStatesIds_MapsTheIdToo()
    {
        using var world = await AccessWorld.StartAsync(new FakeDirectory { StatesGroupsById = true });

        await world.Groups.CreateAsync(AccessWorld.Admin, "g1", "", createInDirectory: true, AccessWorld.Cancellation);

        Assert.Equal((string[])["g1", "id-1"], (await world.ScopeAsync("g1")).GroupMappings);
    }

    [Fact]
    public async Task AddServer_OneGroup_ChangesThatGroupOnly()
    {
        using var world = await AccessWorld.StartAsync();
        var before = await world.Scopes.ListAsync(AccessWorld.Cancellation);

        var added = await world.Groups.AddServerAsync(
            AccessWorld.Admin, "weather", ["registry-users-lob1", "ghost"], AccessWorld.Cancellation);

        Assert.Equal("/weather", added.Value!.ServerPath);
        Assert.Equal((string[])["registry-users-lob1", "ghost"], added.Value.Groups);
        Assert.Equal((string[])["ghost"], added.Value.Missing);
        var after = await world.Scopes.ListAsync(AccessWorld.Cancellation);
        Assert.Equal(
            ["registry-users-lob1"],
            after.Where(
                document => document.Version != before.Single(old => old.Key == document.Key).Version).Select(document => document.Key));
        Assert.True(world.Allows("registry-users-lob1", "weather", "forecast"));
        Assert.False(world.Allows("registry-users-lob2", "weather", "forecast"));
        var listed = (await world.ScopeAsync("registry-users-lob1")).UiPermissions["list_service"];
        Assert.Equal((string[])["currenttime", "mcpgw", "weather", "Weather Service"], listed);
    }

    [Fact]
    public async Task AddServer_WildcardNamesFromTheServer_GrantNothingMore()
    {
        using var world = await AccessWorld.StartAsync();
        world.Catalog.Servers["/evil"] = new("evil", "all", ["*", "all", "real"]);

        await world.Groups.AddServerAsync(AccessWorld.Admin, "/evil", ["registry-users-lob1"], AccessWorld.Cancellation);

        Assert.True(world.Allows("registry-users-lob1", "evil", "real"));
        Assert.False(world.Allows("registry-users-lob1", "evil", "other"));
        Assert.DoesNotContain("all", (await world.ScopeAsync("registry-users-lob1")).UiPermissions["list_service"]);
    }

    [Fact]
    public async Task AddServer_DisplayNameOfAnotherServer_ListsOwnNameOnly()
    {
        using var world = await AccessWorld.StartAsync();
        world.Catalog.Servers["/copy"] = new("copy", "weather", []);

        await world.Groups.AddServerAsync(AccessWorld.Admin, "/copy", ["registry-users-lob1"], AccessWorld.Cancellation);

        Assert.Equal(
            (string[])["currenttime", "mcpgw", "copy"], (await world.ScopeAsync("registry-users-lob1")).UiPermissions["list_service"]);
    }

    [Fact]
    public async Task RemoveServer_AfterAdd_RestoresTheGroup()
    {
        using var world = await AccessWorld.StartAsync();
        var before = await world.ScopeAsync("registry-users-lob1");
        await world.Groups.AddServerAsync(AccessWorld.Admin, "/team/github/", ["registry-users-lob1"], AccessWorld.Cancellation);
        Assert.True(world.Allows("registry-users-lob1", "team/github", "search"));

        var removed = await world.Groups.RemoveServerAsync(
            AccessWorld.Admin, "team/github", ["registry-users-lob1"], AccessWorld.Cancellation);

        Assert.True(removed.IsSuccess);
        var after = await world.ScopeAsync("registry-users-lob1");
        Assert.Equal(before.Rules.Select(rule => rule.Server), after.Rules.Select(rule => rule.Server));
        Assert.Equal(before.UiPermissions["list_service"], after.UiPermissions["list_service"]);
        Assert.False(world.Allows("registry-users-lob1", "team/github", "search"));
    }

    [Theory]
    [InlineData("weather", true)]
    [InlineData("Weather Service", true)]
    [InlineData("/weather", true)]
    [InlineData("all", true)]
    [InlineData("GitHub", false)]
    public async Task AddServer_HolderOfModifyService_AsListed(string resource, bool allowed)
    {
        using var world = await AccessWorld.StartAsync();
        var caller = Stranger with
        {
            Permissions = CallerPermissions.None with
            {
                UiPermissions = new Dictionary<string,
                IReadOnlyList<string>>
                { ["modify_service"] = [resource] },
            },
        };

        var added = await world.Groups.AddServerAsync(caller, "/weather", ["registry-users-lob1"], AccessWorld.Cancellation);

        Assert.Equal(allowed, added.IsSuccess);
    }

    [Theory]
    [InlineData("nowhere", "registry-users-lob1", "Failed to add server to groups")]
    [InlineData("weather", "", "No valid group names provided")]
    public async Task AddServer_BadInput_IsInvalid(string server, string groups, string detail)
    {
        using var world = await AccessWorld.StartAsync();

        var added = await world.Groups.AddServerAsync(
            AccessWorld.Admin, server, groups.Split(',', StringSplitOptions.RemoveEmptyEntries), AccessWorld.Cancellation);

        Assert.Equal(new Error(ErrorKind.Invalid, detail), added.Error);
    }

    [Fact]
    public async Task Mutations_WithoutPermission_AreForbidden()
    {
        using var world = await AccessWorld.StartAsync();
        var before = await world.Documents.ListAsync(McpGateway.Access.Scopes.ScopeRepository.Scopes, AccessWorld.Cancellation);

        Assert.Equal(ErrorKind.Forbidden, (await world.Groups.CreateAsync(Stranger, "g", "", false, AccessWorld.Cancellation)).Error!.Kind);
        Assert.Equal(
            ErrorKind.Forbidden,
            (await world.Groups.DeleteAsync(Stranger, "registry-users-lob2", false, true, AccessWorld.Cancellation)).Error!.Kind);
        Assert.Equal(
            ErrorKind.Forbidden,
            (await world.Groups.AddServerAsync(Stranger, "/weather", ["registry-users-lob1"], AccessWorld.Cancellation)).Error!.Kind);
        Assert.Equal(
            ErrorKind.Forbidden,
            (await world.Groups.RemoveServerAsync(Stranger, "/mcpgw", ["registry-users-lob1"], AccessWorld.Cancellation)).Error!.Kind);
        Assert.Equal(ErrorKind.Forbidden, (await world.Import.ApplyAsync(Stranger, "{}", false, AccessWorld.Cancellation)).Error!.Kind);

        var after = await world.Documents.ListAsync(McpGateway.Access.Scopes.ScopeRepository.Scopes, AccessWorld.Cancellation);
        Assert.Equal(
            before.Select(document => (document.Key, document.Version)), after.Select(document => (document.Key, document.Version)));
    }

    [Fact]
    public async Task Delete_Group_RemovesItsMappingsEverywhere()
    {
        using var world = await AccessWorld.StartAsync();

        var deleted = await world.Groups.DeleteAsync(AccessWorld.Admin, "mcp-registry-admin", false, true, AccessWorld.Cancellation);

        Assert.Equal((false, true), (deleted.Value!.WasInDirectory, deleted.Value.WasInScopes));
        Assert.Empty(world.Holder.Current.ScopesOf(["mcp-registry-admin"]));
    }

    [Theory]
    [InlineData("mcp-registry-admin", ErrorKind.Forbidden, "Cannot delete system group 'mcp-registry-admin'. Use force=true to override.")]
    [InlineData(
        "mcp-registry-operator", ErrorKind.Forbidden, "Cannot delete system group 'mcp-registry-operator'. Use force=true to override.")]
    [InlineData("ghost", ErrorKind.NotFound, "Group 'ghost' not found in either Keycloak or scopes")]
    [InlineData(" ", ErrorKind.Invalid, "Group name is required")]
    public async Task Delete_Refused_AsListed(string group, ErrorKind kind, string detail)
    {
        using var world = await AccessWorld.StartAsync();

        var deleted = await world.Groups.DeleteAsync(AccessWorld.Admin, group, true, force: false, AccessWorld.Cancellation);

        Assert.Equal(new Error(kind, detail), deleted.Error);
    }

    /// <summary>Also while other groups administer: a start gives the installation back through this one.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_GroupOfTheAdministrator_IsRefused(bool force)
    {
        using var world = await AccessWorld.StartAsync();

        var deleted = await world.Groups.DeleteAsync(AccessWorld.Admin, "registry-admins", true, force, AccessWorld.Cancellation);

        Assert.Equal(new Error(ErrorKind.Forbidden, "Cannot delete system group 'registry-admins'."), deleted.Error);
        Assert.NotEmpty(world.Holder.Current.ScopesOf(["registry-admins"]));
    }

    [Fact]
    public async Task Delete_LastAdministrators_IsRefused_AlsoByForce()
    {
        using var world = await AccessWorld.StartAsync();
        await world.Groups.DeleteAsync(AccessWorld.Admin, "mcp-registry-admin", false, force: true, AccessWorld.Cancellation);

        var refused = await world.Groups.DeleteAsync(AccessWorld.Admin, "registry-admins", false, force: false, AccessWorld.Cancellation);
        var forced = await world.Groups.DeleteAsync(AccessWorld.Admin, "registry-admins", false, force: true, AccessWorld.Cancellation);

        Assert.Equal(new Error(ErrorKind.Forbidden, "Cannot delete system group 'registry-admins'."), refused.Error);
        Assert.Equal(refused.Error, forced.Error);
        Assert.NotEmpty(world.Holder.Current.ScopesOf(["registry-admins"]));
    }

    [Fact]
    public async Task List_OrdinaryCaller_SeesOwnGroupsOnly()
    {
        using var world = await AccessWorld.StartAsync();

        var listing = await world.Queries.ListAsync(Stranger, true, true, AccessWorld.Cancellation);
        var own = await world.Queries.FindAsync(Stranger, "registry-users-lob1", AccessWorld.Cancellation);
        var other = await world.Queries.FindAsync(Stranger, "registry-admins", AccessWorld.Cancellation);

        Assert.Equal("registry-users-lob1", Assert.Single(listing.Scopes!).Name);
        Assert.True(own.IsSuccess);
        Assert.Equal(ErrorKind.NotFound, other.Error!.Kind);
    }
}
