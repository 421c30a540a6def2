using System.Text.Json;
using McpGateway.Access.Decisions;
using McpGateway.Access.Scopes;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Tests.Registry.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Registry.Operations;

/// <summary>A removal that is undone brings back what was there, to those who may, and to nobody else.</summary>
public sealed class RestoreServerTests : IAsyncLifetime
{
    private RegistryWorld _world = null!;

    private static CancellationToken Cancellation => RegistryWorld.Cancellation;

    public async ValueTask InitializeAsync()
    {
        _world = await RegistryWorld.StartAsync();
        await _world.PutAsync(Records.Server() with { IsEnabled = true, Tags = ["Sky"] }, Records.Tool("forecast"), Records.Tool("delete"));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("owner")]
    [InlineData("admin")]
    public async Task Undo_Removal_BringsBackServerToolsHeadersAndRights(string who)
    {
        var (before, rights) = (await _world.StoredAsync("/weather"), await RightsAsync());
        await RemoveAsync("owner");
        Assert.False(_world.Get<AccessSnapshotHolder>().Current.For(["user"]).For("weather").AllowsTool("forecast"));

        Assert.True((await RestoreAsync(who)).IsSuccess);

        var after = await _world.StoredAsync("/weather");
        Assert.Equal(before.Tags, after.Tags);
        Assert.Equal((before.ProxyPassUrl, before.IsEnabled), (after.ProxyPassUrl, after.IsEnabled));
        var repository = _world.Get<ServerRepository>();
        var tools = (await repository.FindToolsAsync("/weather", Cancellation))!.Value.Tools;
        Assert.Equal(["forecast", "delete"], tools.Select(static tool => tool.Name));
        Assert.Equal("k1", (await repository.FindSecretsAsync("/weather", Cancellation))!.Value.Headers[0].Value);
        Assert.Equal(rights, await RightsAsync());
        Assert.True(_world.Get<AccessSnapshotHolder>().Current.For(["user"]).For("weather").AllowsTool("forecast"));
        Assert.Empty(await _world.Get<RestoreServer>().ListAsync(_world.Caller("admin"), Cancellation));
    }

    /// <summary>What was found of a version, and decided on it, comes back with the version.</summary>
    [Fact]
    public async Task Undo_Removal_BringsBackWhatFeaturesKeepOfEachVersion()
    {
        var notes = new Notes();
        await using var world = await RegistryWorld.StartAsync(services => services.AddSingleton<IServerCompanion>(notes));
        var server = Records.Server() with { Version = "1" };
        await world.PutAsync(server);
        await world.PutAsync(server with { Version = "2", IsOtherVersion = true });
        notes.Of["/weather"] = "of 1";
        notes.Of["/weather:2"] = "of 2";
        var admin = world.Caller("admin");

        Assert.True((await world.Get<RemoveServer>().ExecuteAsync(admin, "/weather", Cancellation)).IsSuccess);
        notes.Of.Clear();
        Assert.True((await world.Get<RestoreServer>().ExecuteAsync(admin, "/weather", Cancellation)).IsSuccess);

        Assert.Equal(
            ["/weather of 1", "/weather:2 of 2"],
            notes.Of.Select(static note => $"{note.Key} {note.Value}").Order(StringComparer.Ordinal));
    }

    /// <summary>A version that another replica registered just now is not left behind without its server.</summary>
    [Fact]
    public async Task Remove_VersionThatThisReplicaHasNotHeardOf_GoesWithTheServer()
    {
        var server = Records.Server() with { Version = "1" };
        await _world.PutAsync(server);
        await _world.Get<IDocumentStorage>().CommitAsync(
            new DocumentBatch().Put(
                ServerRepository.Servers, "/weather:2", server with { Version = "2", IsOtherVersion = true }, DocumentBatch.Absent),
            Cancellation);

        await RemoveAsync("admin");

        Assert.Null(await _world.Get<ServerRepository>().FindAsync("/weather:2", Cancellation));
        Assert.True((await RestoreAsync("admin")).IsSuccess);
        Assert.NotNull(await _world.Get<ServerRepository>().FindAsync("/weather:2", Cancellation));
    }

    /// <summary>Whose removal is undone by whom.</summary>
    [Theory]
    [InlineData("owner", "user", ErrorKind.NotFound)]
    [InlineData("owner", "outsider", ErrorKind.NotFound)]
    [InlineData("admin", "owner", ErrorKind.NotFound)]
    [InlineData("admin", "admin", null)]
    public async Task Undo_ByOthers_FindsNothing(string removedBy, string undoneBy, ErrorKind? expected)
    {
        await RemoveAsync(removedBy);

        Assert.Equal(expected, (await RestoreAsync(undoneBy)).Error?.Kind);
        Assert.Equal(expected is null, await _world.Get<ServerRepository>().FindAsync("/weather", Cancellation) is not null);
    }

    /// <summary>The right to modify went to somebody else meanwhile: undoing does not bring it back.</summary>
    [Fact]
    public async Task Undo_ByWhoeverLostTheScopeMeanwhile_FindsNothing()
    {
        await RemoveAsync("owner");
        var former = _world.Caller("owner") with { Scopes = [], Permissions = CallerPermissions.None };

        Assert.Empty(await _world.Get<RestoreServer>().ListAsync(former, Cancellation));
        Assert.Equal(
            ErrorKind.NotFound, (await _world.Get<RestoreServer>().ExecuteAsync(former, "/weather", Cancellation)).Error?.Kind);
    }

    [Fact]
    public async Task Undo_PathThatSomebodyElseTook_IsAConflictAndChangesNothing()
    {
        await RemoveAsync("admin");
        await _world.PutAsync(Records.Server() with { ServerName = "Another" });

        Assert.Equal(ErrorKind.Conflict, (await RestoreAsync("admin")).Error?.Kind);
        Assert.Equal("Another", (await _world.StoredAsync("/weather")).ServerName);
        Assert.False(_world.Get<AccessSnapshotHolder>().Current.For(["user"]).For("weather").AllowsServer);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/weather")]
    [InlineData("")]
    public async Task Undo_WhatWasNotRemoved_IsNotFound(string path) => Assert.Equal(
        ErrorKind.NotFound,
        (await _world.Get<RestoreServer>().ExecuteAsync(_world.Caller("admin"), path, Cancellation)).Error?.Kind);

    [Fact]
    public async Task Undo_ScopeThatChangedOrWentMeanwhile_KeepsItsChanges()
    {
        await RemoveAsync("owner");
        var scopes = _world.Get<ScopeRepository>();
        var user = (await scopes.FindAsync("user", Cancellation))!;
        await _world.CommitAsync(new DocumentBatch()
            .Put(ScopeRepository.Scopes, "user", user.Value with { Rules = [.. user.Value.Rules, new("mail", ["all"], ["all"])] }, null)
            .Delete(ScopeRepository.Scopes, "owner", null));

        Assert.True((await RestoreAsync("admin")).IsSuccess);

        Assert.Equal(["mail", "weather"], (await scopes.FindAsync("user", Cancellation))!.Value.Rules.Select(static rule => rule.Server)
            .Order(StringComparer.Ordinal));
        Assert.Null(await scopes.FindAsync("owner", Cancellation));
    }

    private Task RemoveAsync(string who) => RemoveAsync(_world.Caller(who));

    private async Task RemoveAsync(Caller who) =>
        Assert.True((await _world.Get<RemoveServer>().ExecuteAsync(who, "/weather", Cancellation)).IsSuccess);

    private Task<Result<ServerRecord>> RestoreAsync(string who) =>
        _world.Get<RestoreServer>().ExecuteAsync(_world.Caller(who), "weather", Cancellation);

    private async Task<string> RightsAsync() => string.Join('\n', (await _world.Get<ScopeRepository>().ListAsync(Cancellation))
        .Select(static scope => $"{scope.Key}: {string.Join(',', scope.Value.Rules.Select(static rule => rule.Server))}; "
            + string.Join(',', scope.Value.UiPermissions.Select(static pair => $"{pair.Key}={string.Join('+', pair.Value)}")))
        .Order(StringComparer.Ordinal));

    /// <summary>A feature that keeps a text beside each server.</summary>
    private sealed class Notes : IServerCompanion
    {
        public Dictionary<string, string> Of { get; } = new(StringComparer.Ordinal);

        public string? Name => "notes";

        public Task AddRemovalAsync(string key, DocumentBatch batch, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<JsonElement?> KeepAsync(string key, CancellationToken cancellationToken) => Task.FromResult<JsonElement?>(
            Of.TryGetValue(key, out var note) ? JsonSerializer.SerializeToElement(note) : null);

        public void AddRestoration(string key, JsonElement kept, DocumentBatch batch) => Of[key] = kept.GetString()!;
    }
}
