using System.Security.Claims;
using Bunit;
using McpGateway.Access;
using McpGateway.Access.Scopes;
using McpGateway.Core.Admission;
using McpGateway.Core.Audit;
using McpGateway.Core.Audit.Chain;
using McpGateway.Core.Audit.Trail;
using McpGateway.Core.Discovery;
using McpGateway.Core.Egress;
using McpGateway.Core.Federation;
using McpGateway.Core.Health;
using McpGateway.Core.MetricsService;
using McpGateway.Core.Pins;
using McpGateway.Core.Registry;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning;
using McpGateway.Core.Views;
using McpGateway.Foundation;
using McpGateway.Foundation.Auditing;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Records;
using McpGateway.Identity;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;
using McpGateway.Identity.Signing;
using McpGateway.Identity.Users;
using McpGateway.Tests.Discovery;
using McpGateway.Tests.Foundation;
using McpGateway.Web.Components;
using McpGateway.Web.Hosting;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGateway.Tests.Web;

/// <summary>Pages on the product's own operations, with a store in memory and somebody signed in.</summary>
public abstract class PageRig : BunitContext
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Listing = new(StringComparer.Ordinal) { ["list_service"] = ["all"] };

    private static readonly Dictionary<string, IReadOnlyList<string>> Everything = new(StringComparer.Ordinal)
    {
        ["list_service"] = ["all"],
        ["register_service"] = ["all"],
        ["modify_service"] = ["all"],
        ["toggle_service"] = ["all"],
    };

    private bool _isStarted;

    /// <summary>On a machine that others use, too, a second is soon over.</summary>
    static PageRig() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    protected PageRig()
    {
        Replace(Services);
        Services.AddLogging();
        Services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection([new("SECRET_KEY", "for tests only, of no use elsewhere")]).Build());
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<IDocumentStorage>(new MemoryDocumentStorage(Time));
        Services.AddSingleton<IRecordLog>(Log);
        Services.AddFoundation().AddAccess().AddIdentity().AddRegistry().AddHealth().AddDiscovery().AddScanning().AddPins().AddFederation()
            .AddAdmission().AddEgress();
        Services.AddSingleton<IHostApplicationLifetime>(new NeverStopping());
        Services.AddSingleton<IAuditTrail>(_ => Trail);
        Services.AddSingleton<AuditKeys>();
        Services.AddSingleton<AuditSeals>();
        Services.AddSingleton<AuditQueries>();
        Services.AddSingleton<VerifyAudit>();
        Services.AddSingleton<IRecordSeries>(Series);
        Services.AddSingleton(new CallQueries(Log));
        Services.AddSingleton(new CallAnalytics(Series, Time));
        Services.AddSingleton(new CallHistogram(Series, Log));
        Services.AddSingleton(new SearchUse(Series, Time));
        Services.AddSingleton(_ => new TraceLinks(TraceTemplate));
        Services.AddSingleton<SavedViews>();
        Services.AddSingleton<UiChanges>();
        Services.AddSingleton<IChangeHandler>(static services => services.GetRequiredService<UiChanges>());
        Services.AddScoped<UserSession>();
        Services.AddScoped<Confirmation>();
        Services.AddScoped<Toasts>();
        Services.AddSingleton<AuthenticationStateProvider>(Visitors);
        JSInterop.Mode = JSRuntimeMode.Loose;

        // Last: it takes the renderer out of the services, which can be added to only before.
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    /// <summary>Adds what is to stand in for something of the product: what is there first, stays.</summary>
    private protected virtual void Replace(IServiceCollection services)
    {
    }

    private protected SteppedTime Time { get; } = new();

    private protected RecordingLog Log { get; } = new();

    /// <summary>For the page that shows it.</summary>
    private protected virtual IAuditTrail Trail => throw new NotSupportedException("This page has nothing to do with the audit.");

    /// <summary>Where traces are; to be set before a page is opened.</summary>
    private protected string? TraceTemplate { get; set; }

    private protected StatedSeries Series { get; } = new();

    private protected SignedIn Visitors { get; } = new();

    private protected static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    private protected DocumentStore Store => Services.GetRequiredService<DocumentStore>();

    private protected async Task StartAsync()
    {
        if (!_isStarted)
        {
            _isStarted = true;
            await Store.StartAsync(Cancellation);
        }
    }

    /// <summary>Starts the store and signs somebody in.</summary>
    /// <param name="groups">Of the visitor; scopes are given to groups by <see cref="PutScopeAsync"/>.</param>
    private protected async Task<BrowserSession> SignInAsync(params string[] groups)
    {
        await StartAsync();
        await Services.GetRequiredService<SigningKeyRing>().EnsureAsync(Cancellation);
        var user = new UserRecord { UserName = "bob", Groups = groups, CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow() };
        await CommitAsync(new DocumentBatch().Put(LocalUserDirectory.Kind, user.UserName, user, expectedVersion: null));
        return await OpenSessionAsync(user);
    }

    private protected Task PutScopeAsync(string name, string group, bool isAdmin = false, params ServerRule[] rules) => CommitAsync(
        new DocumentBatch().Put(ScopeRepository.Scopes, name, new ScopeRecord
        {
            Name = name,
            GroupMappings = [group],
            Rules = rules,
            UiPermissions = isAdmin ? Everything : Listing,
        }, expectedVersion: null));

    private protected Task PutServerAsync(string name, string path, params string[] tools)
    {
        var server = new ServerRecord
        {
            ServerName = name,
            Description = $"About {name}",
            Path = path,
            ProxyPassUrl = "http://127.0.0.1:1/mcp",
            IsEnabled = true,
            RegisteredBy = "admin",
            RegisteredAt = Time.GetUtcNow(),
            UpdatedAt = Time.GetUtcNow(),
        };
        return CommitAsync(new DocumentBatch()
            .Put(ServerRepository.Servers, server.Key, server, expectedVersion: null)
            .Put(
                ServerRepository.Tools, server.Key,
                Catalogue.Tools([.. tools.Select(static tool => Catalogue.Tool(tool, "Does something."))]), expectedVersion: null));
    }

    private protected async Task CommitAsync(DocumentBatch batch)
    {
        var committed = await Store.CommitAsync(batch, Cancellation);
        Assert.True(committed.IsSuccess, committed.Error?.Detail);
    }

    private async Task<BrowserSession> OpenSessionAsync(UserRecord user)
    {
        var created = await Services.GetRequiredService<SessionStore>()
            .CreateAsync(CredentialIdentity.OfLocal(user, Time.GetUtcNow()), Cancellation);
        Assert.True(created.IsSuccess, created.Error?.Detail);
        Visitors.Id = created.Value;
        var session = await Services.GetRequiredService<BrowserSessions>().FindAsync(created.Value, Cancellation);
        Assert.NotNull(session);
        return session;
    }

    /// <summary>A process that runs for as long as the test.</summary>
    private sealed class NeverStopping : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }

    /// <summary>Who looks at the page, as the gate says it.</summary>
    private protected sealed class SignedIn : AuthenticationStateProvider
    {
        public string Id { get; set; } = "";

        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(
                new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionClaims.Id, Id)], "session"))));
    }

    /// <summary>Sums that a test states, and what was asked of them.</summary>
    private protected sealed class StatedSeries : IRecordSeries
    {
        /// <summary>By dimension: the points of the whole time, and of every step of it.</summary>
        public Dictionary<SeriesDimension, List<SeriesPoint>> Points { get; } = [];

        public List<SeriesPoint> Searches { get; } = [];

        public List<SeriesQuery> Asked { get; } = [];

        public void Add(SeriesDimension dimension, string? key, long calls, long denied = 0, double? p95 = 5) =>
            (Points.TryGetValue(dimension, out var points) ? points : Points[dimension] = []).Add(new(
                default, key, calls, new Dictionary<string, long> { ["denied"] = denied, ["forwarded"] = calls - denied }, 10, 20, p95, p95,
                p95, p95));

        /// <summary>All of them in the first step.</summary>
        public Task<IReadOnlyList<SeriesPoint>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken)
        {
            var at = new DateTimeOffset(query.From.UtcTicks - (query.From.UtcTicks % query.Step.Ticks), TimeSpan.Zero);
            return Task.FromResult<IReadOnlyList<SeriesPoint>>([.. Find(query).Select(point => point with { At = at })]);
        }

        public Task<IReadOnlyList<SeriesPoint>> SumAsync(SeriesQuery query, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<SeriesPoint>>([.. Find(query).Select(point => point with { At = query.From })]);

        public Task TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken) => Task.CompletedTask;

        private IEnumerable<SeriesPoint> Find(SeriesQuery query)
        {
            if (query.Stream == RecordStreams.Searches)
            {
                return Searches;
            }

            Asked.Add(query);
            return Points.GetValueOrDefault(query.GroupBy, []).Where(point => (query.Key is null || point.Key == query.Key)
                && (query.KeyStart is null || point.Key?.StartsWith(query.KeyStart, StringComparison.Ordinal) == true));
        }
    }

    /// <summary>The records of calls, and what was asked of them.</summary>
    private protected sealed class RecordingLog : IRecordLog
    {
        public List<LogEntry> Entries { get; } = [];

        public List<(LogFilter Filter, string? Cursor)> Asked { get; } = [];

        /// <summary>What is found instead of <see cref="Entries"/>; null for these.</summary>
        public Func<LogFilter, IReadOnlyList<LogEntry>>? Find { get; set; }

        /// <summary>The cursor that a page ends with; null when it is the last.</summary>
        public string? Next { get; set; }

        /// <summary>Answers wait for it.</summary>
        public Task Gate { get; set; } = Task.CompletedTask;

        public Error? Refusal { get; set; }

        public Task AppendAsync(IReadOnlyList<LogEntry> entries, LogBatchId? batch, CancellationToken cancellationToken)
        {
            Entries.AddRange(entries);
            return Task.CompletedTask;
        }

        public async Task<Result<LogPage>> QueryAsync(LogFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
        {
            Asked.Add((filter, cursor));
            var (gate, entries, next) = (Gate, Find?.Invoke(filter) ?? Entries.ToArray(), Next);
            await gate;
            return Refusal is { } refusal ? refusal : new LogPage(entries, next);
        }

        public Task<IReadOnlyList<LogBucket>> AggregateAsync(
            LogFilter filter, TimeSpan bucket, LogGrouping grouping, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<LogBucket>>([]);

        public Task<long> TrimAsync(string stream, DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0L);

        public Task<bool> MaintainAsync(string stream, DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(false);
    }
}
