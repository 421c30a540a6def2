using System.Collections.Concurrent;
using McpGateway.Access.Scopes;
using McpGateway.AuthorizationServer.Consents;
using McpGateway.Core.Admission.Webhooks;
using McpGateway.Core.Agents;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Federation;
using McpGateway.Core.Health;
using McpGateway.Core.Health.History;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Operations;
using McpGateway.Core.Scanning.Results;
using McpGateway.Foundation.Documents;
using McpGateway.Identity;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Signing;

namespace McpGateway.Web.Live;

/// <summary>
/// Tells open pages that something changed. Changes of a quarter second come as one, so that a thousand health checks do not repaint a page
/// a thousand times.
/// </summary>
public sealed class UiChanges : IChangeHandler, IDisposable
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Action<UiChange>, byte> _pages = new();
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly IDisposable _health;
    private readonly IDisposable _history;
    private HashSet<string> _kinds = new(StringComparer.Ordinal);
    private HashSet<string> _keys = new(StringComparer.Ordinal);
    private bool _isPending;

    public UiChanges(HealthStateStore states, HealthHistoryQueries histories, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(histories);
        ArgumentNullException.ThrowIfNull(time);
        _timer = time.CreateTimer(static state => ((UiChanges)state!).Tell(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _health = states.Follow(key => Note(HealthRepository.Health.Name, key));
        _history = histories.Follow(key => Note(HealthHistoryQueries.DocumentKind, key));
    }

    public ChangePhase Phase => ChangePhase.Notify;

    /// <summary>Pages read what is there when they open: nothing to load.</summary>
    public Task LoadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (!_pages.IsEmpty)
        {
            foreach (var change in changes.Changes)
            {
                Note(change.Kind, change.Key);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Calls <paramref name="page"/>, on any thread, until disposed.</summary>
    public IDisposable Follow(Action<UiChange> page)
    {
        _pages.TryAdd(page, 0);
        return new Following(() => _pages.TryRemove(page, out _));
    }

    public void Dispose()
    {
        _health.Dispose();
        _history.Dispose();
        _timer.Dispose();
    }

    private void Note(string kind, string key)
    {
        if (_pages.IsEmpty)
        {
            return;
        }

        lock (_lock)
        {
            _kinds.Add(kind);
            _keys.Add(key);
            if (!_isPending)
            {
                _isPending = true;
                _timer.Change(Gather, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Tell()
    {
        UiChange change;
        lock (_lock)
        {
            change = new(_kinds, _keys);
            (_kinds, _keys, _isPending) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal), false);
        }

        foreach (var page in _pages.Keys)
        {
            page(change);
        }
    }

    private sealed class Following(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}

/// <summary>What changed within a moment.</summary>
/// <param name="Kinds">Kinds of documents.</param>
/// <param name="Keys">Keys of documents of any of these kinds.</param>
public sealed record UiChange(IReadOnlySet<string> Kinds, IReadOnlySet<string> Keys)
{
    public bool TouchesServers =>
        Contains(ServerRepository.Servers) || Contains(ServerRepository.Tools) || Contains(HealthRepository.Health);

    public bool TouchesAgents => Contains(AgentRepository.Agents) || Contains(HealthRepository.Health);

    /// <summary>Servers or agents were checked, though perhaps with the same outcome as before.</summary>
    public bool TouchesHistory => Kinds.Contains(HealthHistoryQueries.DocumentKind);

    /// <summary>Settings of credentials at upstreams, or an account that somebody connected.</summary>
    public bool TouchesEgress => Kinds.Contains(EgressDocuments.Settings) || Kinds.Contains(EgressDocuments.Tokens);

    /// <summary>Somebody gave a client consent, or withdrew it.</summary>
    public bool TouchesConsents => Kinds.Contains(ConsentDocuments.Consents);

    /// <summary>A scan was stored, a finding decided, or a scan of everything begun or ended.</summary>
    public bool TouchesScans => Contains(ScanRepository.Scans) || Kinds.Contains(ScanQueries.RunKind);

    /// <summary>A source was configured, or a run of one ended.</summary>
    public bool TouchesFederation => Kinds.Contains(FederationRepository.ConfigKind) || Kinds.Contains(FederationRepository.RunKind);

    /// <summary>A webhook was made or changed, or something was sent to one.</summary>
    public bool TouchesWebhooks => Contains(WebhookRepository.Webhooks) || Contains(WebhookRepository.Deliveries);

    public bool TouchesScopes => Contains(ScopeRepository.Scopes);

    public bool TouchesUsers => Kinds.Contains(IdentityDocuments.Users);

    public bool TouchesApiTokens => Kinds.Contains(IdentityDocuments.VendedTokens);

    public bool TouchesSigningKeys => Contains(SigningKeyRing.Kind);

    public bool TouchesAccess => TouchesScopes || TouchesUsers || Contains(SessionStore.Kind);

    private bool Contains<T>(DocumentKind<T> kind)
        where T : class => Kinds.Contains(kind.Name);
}
