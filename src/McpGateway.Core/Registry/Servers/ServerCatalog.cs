using System.Collections.Immutable;
using McpGateway.Foundation.Documents;
using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Every server with a summary of its tools, in memory: lists, filters and counts read here instead of the store. Follows the change feed,
/// so a caller finds its own writes. The feed writes it, every query reads one <see cref="Current"/>.
/// </summary>
public sealed class ServerCatalog(ServerRepository repository, PinSettings pins) : IChangeHandler
{
    private static readonly ImmutableSortedDictionary<string, CatalogEntry> Empty = ImmutableSortedDictionary.Create<string, CatalogEntry>(
        StringComparer.Ordinal);

    private Snapshot _snapshot = new(Empty, Empty);

    /// <summary>Servers, each in its default version, by path, in ordinal order. Replaced, never changed.</summary>
    public ImmutableSortedDictionary<string, CatalogEntry> Current => Volatile.Read(ref _snapshot).Servers;

    /// <summary>Their other versions, by <see cref="ServerRecord.Key"/>. Replaced, never changed.</summary>
    public ImmutableSortedDictionary<string, CatalogEntry> Versions => Volatile.Read(ref _snapshot).Versions;

    /// <summary>Servers and their other versions.</summary>
    public IEnumerable<CatalogEntry> Everything
    {
        get
        {
            var snapshot = Volatile.Read(ref _snapshot);
            return snapshot.Servers.Values.Concat(snapshot.Versions.Values);
        }
    }

    /// <summary>The server, or the version of one, whose key it is.</summary>
    public CatalogEntry? Find(string key) => Volatile.Read(ref _snapshot).Find(key);

    /// <summary>The other versions of the server at a path, by key.</summary>
    /// <param name="path">Canonical path.</param>
    public IReadOnlyList<CatalogEntry> VersionsOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var versions = Versions;
        return versions.IsEmpty ? [] : [.. versions.Values.Where(entry => ServerVersions.PathOf(entry.Server.Key) == path)];
    }

    /// <summary>
    /// Whether something was delivered that <see cref="Current"/> does not show, because it could not be read. It is delivered again. What
    /// is made of the entries is told in the same deliveries, after this, and must not go on as if they were of now.
    /// </summary>
    internal bool IsBehind { get; private set; }

    public ChangePhase Phase => ChangePhase.Snapshot;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        IsBehind = true;
        var tools = (await repository.ListToolsAsync(cancellationToken)).ToDictionary(
            document => document.Key, document => document, StringComparer.Ordinal);
        var servers = await repository.ListAsync(cancellationToken);
        var former = Everything.ToArray();

        // Nothing of the former entries is taken over: a store that went back gives its versions out again, to other definitions.
        var entries = servers.ToDictionary(
            document => document.Key,
            document => EntryOf(document.Value, tools.GetValueOrDefault(document.Key), former: null),
            StringComparer.Ordinal);
        Volatile.Write(
            ref _snapshot,
            new(
                Empty.AddRange(entries.Where(static pair => !pair.Value.Server.IsOtherVersion)),
                Empty.AddRange(entries.Where(static pair => pair.Value.Server.IsOtherVersion))));
        IsBehind = false;
        foreach (var entry in former)
        {
            entry.Pins?.Retire();
        }
    }

    public async Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var keys = changes.KeysOf(ServerRepository.Servers.Name, ServerRepository.Tools.Name);
        if (keys.Count == 0)
        {
            return;
        }

        IsBehind = true;
        var before = _snapshot;
        var (servers, versions) = (before.Servers.ToBuilder(), before.Versions.ToBuilder());
        foreach (var key in keys)
        {
            if (await changes.FindAsync(ServerRepository.Servers, key, cancellationToken) is { } server)
            {
                (server.Value.IsOtherVersion ? versions : servers)[key] = EntryOf(
                    server.Value, await changes.FindAsync(ServerRepository.Tools, key, cancellationToken), before.Find(key));
            }
            else
            {
                servers.Remove(key);
                versions.Remove(key);
            }
        }

        var current = new Snapshot(servers.ToImmutable(), versions.ToImmutable());
        Volatile.Write(ref _snapshot, current);
        IsBehind = false;
        foreach (var key in keys)
        {
            if (before.Find(key)?.Pins is { } pins && current.Find(key)?.Pins != pins)
            {
                pins.Retire();
            }
        }
    }

    private sealed record Snapshot(
        ImmutableSortedDictionary<string, CatalogEntry> Servers, ImmutableSortedDictionary<string, CatalogEntry> Versions)
    {
        public CatalogEntry? Find(string key) => Servers.GetValueOrDefault(key) ?? Versions.GetValueOrDefault(key);
    }

    private CatalogEntry EntryOf(ServerRecord server, Document<ServerToolsRecord>? tools, CatalogEntry? former)
    {
        var rules = pins.For(server);
        if (former is not null && former.ToolsVersion == tools?.Version && former.Rules == rules)
        {
            // What the data plane remembers of bytes hangs on the pins, and they say the same.
            return former with { Server = server };
        }

        return CatalogEntry.Of(server, tools?.Value, rules) with
        {
            ToolsVersion = tools?.Version,
            Pins = ServerPins.Compile(tools?.Value, rules, pins.Budget),
        };
    }
}

/// <summary>A server and what lists need to know of its tools.</summary>
/// <param name="Server">The server as stored.</param>
/// <param name="Tools">Name of each tool and what became of it; null when none were ever found or stated.</param>
public sealed record CatalogEntry(ServerRecord Server, IReadOnlyList<CatalogTool>? Tools)
{
    /// <summary>The mode of pinning that is in force.</summary>
    public PinRules Rules { get; init; } = PinRules.Off;

    /// <summary>What the data plane compares lists with; null where nothing is pinned.</summary>
    public RoutePins? Pins { get; init; }

    /// <summary>Prompts, resources and instructions that wait for a decision.</summary>
    public int OtherChanges { get; init; }

    /// <summary>Whether what the server offers was ever listed.</summary>
    public bool IsDiscovered { get; init; }

    internal long? ToolsVersion { get; init; }

    internal static CatalogEntry Of(ServerRecord server, ServerToolsRecord? tools, PinRules rules) =>
        new(
            server,
            tools?.Tools.Select(tool => new CatalogTool(
                tool.Name, !rules.IsOff && tool.State is PinState.Changed or PinState.New, rules.Withholds(tool.State))).ToArray())
        {
            Rules = rules,
            IsDiscovered = tools?.IsDiscovered == true,
            OtherChanges = tools is null ? 0 : ServerPins.Waiting(tools, rules)
                .Count(static item => item.Kind != DefinitionKind.Tool && item.State != PinState.Rejected),
        };
}

/// <summary>A tool in a <see cref="CatalogEntry"/>.</summary>
/// <param name="HasChanged">Whether it waits for a decision.</param>
/// <param name="IsWithheld">Whether it is neither listed nor callable.</param>
public readonly record struct CatalogTool(string Name, bool HasChanged, bool IsWithheld);
