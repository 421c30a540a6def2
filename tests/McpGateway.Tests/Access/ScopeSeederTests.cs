using McpGateway.Foundation;
using McpGateway.Tests.Foundation;

namespace McpGateway.Tests.Access;

public sealed class ScopeSeederTests
{
    [Fact]
    public async Task Seed_EmptyStore_AddsTheShippedScopesAtOnce()
    {
        using var world = await AccessWorld.StartAsync();

        Assert.Equal(
            7,
            (await world.Scopes.ListAsync(AccessWorld.Cancellation))
                .Select(document => document.Revision)
                .Count(revision => revision == 1));
    }

    [Fact]
    public async Task Seed_Again_KeepsEdits()
    {
        var store = new MemoryDocumentStorage();
        using (var first = await AccessWorld.StartAsync(store: store))
        {
            await first.Groups.DeleteAsync(AccessWorld.Admin, "public-mcp-users", false, false, AccessWorld.Cancellation);
        }

        using var second = await AccessWorld.StartAsync(store: store);

        Assert.Null(await second.Scopes.FindAsync("public-mcp-users", AccessWorld.Cancellation));
    }

    [Fact]
    public async Task Seed_ConfiguredFile_IsUsedInstead()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "mine:\n- server: a\n  methods: all\n  tools: all\n", AccessWorld.Cancellation);
            using var world = AccessWorld.WithFile(path);

            await world.Seeder.SeedAsync(AccessWorld.Cancellation);

            Assert.Equal("mine", Assert.Single(await world.Scopes.ListAsync(AccessWorld.Cancellation)).Key);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Seed_BrokenFile_StopsTheStartAndNamesKeyAndLine()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "mine:\n- methods: all\n", AccessWorld.Cancellation);
            using var world = AccessWorld.WithFile(path);

            var failure = await Assert.ThrowsAsync<StartRefusedException>(() => world.Seeder.SeedAsync(AccessWorld.Cancellation));

            Assert.Contains("SCOPES_CONFIG_PATH", failure.Message, StringComparison.Ordinal);
            Assert.Contains("line 2: scope 'mine'", failure.Message, StringComparison.Ordinal);
            Assert.Matches(@"[^.]\.$", failure.Message);
            Assert.Empty(await world.Scopes.ListAsync(AccessWorld.Cancellation));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Seed_MissingFile_StopsTheStart()
    {
        using var world = AccessWorld.WithFile("/nowhere/scopes.yml");

        await Assert.ThrowsAsync<StartRefusedException>(() => world.Seeder.SeedAsync(AccessWorld.Cancellation));
    }
}
