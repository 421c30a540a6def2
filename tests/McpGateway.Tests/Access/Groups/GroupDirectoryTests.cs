using McpGateway.Access.Groups;
using McpGateway.Foundation;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Access.Groups;

public sealed class GroupDirectoryTests
{
    [Fact]
    public async Task WithoutAProvider_NothingIsMadeOrDeleted_AndTheListSaysWhy()
    {
        var directory = new GroupDirectory([], NullLogger<GroupDirectory>.Instance);

        Assert.Equal(new DirectoryOutcome(false, null), (await directory.EnsureAsync("g", "", AccessWorld.Cancellation)).Value);
        Assert.False(await directory.DeleteAsync("g", AccessWorld.Cancellation));
        Assert.Equal(ErrorKind.Unavailable, (await directory.ListAsync(AccessWorld.Cancellation)).Error!.Kind);
        Assert.Null(directory.MappedIdOf(new("g", "id", "/g")));
    }

    [Theory]
    [InlineData(true, "id-0", "id-0")]
    [InlineData(true, "g", null)]
    [InlineData(false, "id-0", null)]
    public async Task Ensure_KnownGroup_MapsItsIdOnlyWhereTokensStateIt(bool statesIds, string id, string? mapped)
    {
        var provider = new FakeDirectory { StatesGroupsById = statesIds };
        provider.Groups.Add(new("g", id, "/g"));
        var directory = new GroupDirectory([provider], NullLogger<GroupDirectory>.Instance);

        Assert.Equal(new DirectoryOutcome(false, mapped), (await directory.EnsureAsync("G", "", AccessWorld.Cancellation)).Value);
        Assert.Single(provider.Groups);
    }

    [Fact]
    public async Task Delete_InBothPlaces_SaysWhereItWas()
    {
        var provider = new FakeDirectory();
        provider.Groups.Add(new("registry-users-lob1", "1", "/1"));
        provider.Groups.Add(new("only-there", "2", "/2"));
        using var world = await AccessWorld.StartAsync(provider);

        Assert.Equal(new GroupDeleted("registry-users-lob1", true, true), await DeleteAsync("registry-users-lob1", fromDirectory: true));
        Assert.Equal(new GroupDeleted("only-there", true, false), await DeleteAsync(" only-there ", fromDirectory: true));
        Assert.Equal(new GroupDeleted("registry-users-lob2", false, true), await DeleteAsync("registry-users-lob2", fromDirectory: false));
        Assert.Empty(provider.Groups);

        async Task<GroupDeleted?> DeleteAsync(string name, bool fromDirectory) =>
            (await world.Groups.DeleteAsync(AccessWorld.Admin, name, fromDirectory, force: false, AccessWorld.Cancellation)).Value;
    }

    [Fact]
    public async Task CreateFor_ProvidersGroup_GetsItsScope_OrJoinsTheOneOfItsName()
    {
        using var world = await AccessWorld.StartAsync(new FakeDirectory { StatesGroupsById = true });

        var made = await world.Groups.CreateForAsync(AccessWorld.Admin, new("new", "id-1", "/new"), "About", AccessWorld.Cancellation);
        var joined = await world.Groups.CreateForAsync(
            AccessWorld.Admin, new("public-mcp-users", "id-2", "/p"), "", AccessWorld.Cancellation);
        var again = await world.Groups.CreateForAsync(
            AccessWorld.Admin, new("public-mcp-users", "id-2", "/p"), "", AccessWorld.Cancellation);
        var stranger = await world.Groups.CreateForAsync(Callers.With(), new("x", "id-3", "/x"), "", AccessWorld.Cancellation);

        Assert.Equal(new GroupCreated("new", true), made.Value);
        Assert.Equal(["new", "id-1"], (await world.ScopeAsync("new")).GroupMappings);
        Assert.Equal("About", (await world.ScopeAsync("new")).Description);
        Assert.True(joined.IsSuccess);
        Assert.Contains("id-2", (await world.ScopeAsync("public-mcp-users")).GroupMappings);
        Assert.NotEmpty((await world.ScopeAsync("public-mcp-users")).Rules);
        Assert.Equal(ErrorKind.Invalid, again.Error!.Kind);
        Assert.Equal(ErrorKind.Forbidden, stranger.Error!.Kind);
    }

    [Fact]
    public async Task FindRefusal_LastAdministrators_IsSaidBeforeAnythingIsDone()
    {
        using var world = await AccessWorld.StartAsync();
        await world.Groups.DeleteAsync(AccessWorld.Admin, "mcp-registry-admin", false, force: true, AccessWorld.Cancellation);

        Assert.Equal(ErrorKind.Forbidden, (await world.Groups.FindRefusalAsync("registry-admins", AccessWorld.Cancellation))!.Kind);
        Assert.Null(await world.Groups.FindRefusalAsync("public-mcp-users", AccessWorld.Cancellation));
        Assert.Null(await world.Groups.FindRefusalAsync("unknown", AccessWorld.Cancellation));
    }

    [Theory]
    [InlineData(true, false, null, "away")]
    [InlineData(true, true, 7, "away")]
    [InlineData(false, true, 7, null)]
    public async Task List_ForAdministrators_SaysWhyTheProvidersGroupsAreMissing(
        bool withDirectory, bool withScopes, int? scopes, string? problem)
    {
        using var world = await AccessWorld.StartAsync(new FakeDirectory { Failure = "away" });

        var listing = await world.Queries.ListAsync(AccessWorld.Admin, withDirectory, withScopes, AccessWorld.Cancellation);

        Assert.Equal((scopes, problem), (listing.Scopes?.Count, listing.DirectoryProblem));
        Assert.Equal(withDirectory ? 0 : null, listing.Directory?.Count);
    }
}
