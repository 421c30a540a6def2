using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Federation.Config;

/// <summary>
/// Reads and changes the configured sources. While no configuration <c>default</c> is stored, the settings (environment, file) stand in
/// for it; the first change stores it, and from then on it counts alone.
/// </summary>
public sealed partial class FederationConfigs
{
    /// <summary>Stands for a secret that is stored: sending it keeps that one, as long as the source stays at its host.</summary>
    public const string KeptSecret = ConfigDocument.Mask;

    internal static readonly Error AdminsOnly = new(ErrorKind.Forbidden, "Only administrators can configure the federation");

    private static readonly Error BadId = new(ErrorKind.Unprocessable, "config_id must be 1 to 64 letters, digits, '-' and '_'");

    private readonly FederationRepository _repository;
    private readonly SourceValidator _validator;
    private readonly SettingsConfig _settings;
    private readonly DocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly ILogger<FederationConfigs> _logger;

    internal FederationConfigs(
        FederationRepository repository, SourceValidator validator, SettingsConfig settings, DocumentStore documents, TimeProvider time,
        ILogger<FederationConfigs> logger) =>
        (_repository, _validator, _settings, _documents, _time, _logger) = (repository, validator, settings, documents, time, logger);

    /// <summary>A configuration; null when there is none.</summary>
    public async Task<FederationConfigRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await _repository.FindConfigAsync(id, cancellationToken))?.Value
        ?? (id == FederationConfigRecord.Default ? _settings.Read() : null);

    /// <summary>All configurations, the one of the settings included.</summary>
    public async Task<IReadOnlyList<(string Id, FederationConfigRecord Config)>> ListAsync(CancellationToken cancellationToken)
    {
        var stored = (await _repository.ListConfigsAsync(cancellationToken)).Select(static item => (item.Key, item.Value)).ToList();
        if (stored.TrueForAll(static item => item.Key != FederationConfigRecord.Default) && _settings.Read() is { } config)
        {
            stored.Insert(0, (FederationConfigRecord.Default, config));
        }

        return stored;
    }

    /// <summary>Whether <see cref="ListAsync"/> told every source: not while a file that the settings name cannot be used.</summary>
    internal bool AreSettingsWhole => _settings.IsWhole;

    /// <summary>Puts a whole configuration in the place of what is there.</summary>
    public Task<Result<FederationConfigRecord>> ReplaceAsync(
        Caller caller, string id, JsonElement document, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            current =>
            {
                var read = ConfigDocument.Read(document, current);
                return read.IsSuccess ? Blank(current) with { Sources = read.Value } : read.Error;
            },
            cancellationToken);

    /// <summary>Adds a source, or puts it in the place of the one with its id.</summary>
    public Task<Result<FederationConfigRecord>> PutSourceAsync(
        Caller caller, string id, string sourceId, JsonElement document, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            current =>
            {
                var read = ConfigDocument.ReadOne(document, sourceId, current);
                return read.IsSuccess ? Blank(current).With(read.Value) : read.Error;
            },
            cancellationToken);

    /// <summary>As <see cref="PutSourceAsync"/>, but never in the place of one that is there.</summary>
    public Task<Result<FederationConfigRecord>> AddSourceAsync(
        Caller caller, string id, string sourceId, JsonElement document, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            current =>
            {
                if (current?.Find(sourceId) is not null)
                {
                    return Error.OfFields([new($"{sourceId}.id", "There is a source with this id: edit that one, or take another id")]);
                }

                var read = ConfigDocument.ReadOne(document, sourceId, current);
                return read.IsSuccess ? Blank(current).With(read.Value) : read.Error;
            },
            cancellationToken);

    /// <summary>
    /// Forgets a source. What was brought in from it stays; it is marked as orphaned by the next turn of the schedule, half a minute later
    /// at most, and can then be removed here.
    /// </summary>
    public Task<Result<FederationConfigRecord>> RemoveSourceAsync(
        Caller caller, string id, string sourceId, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            current => current?.Find(sourceId) is { } source
                ? current with { Sources = [.. current.Sources.Where(known => known != source)] }
                : new Error(ErrorKind.NotFound, $"Source '{sourceId}' not found in configuration"),
            cancellationToken);

    /// <summary>Adds one item to those that a source is asked for.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The configuration.</param>
    /// <param name="sourceId">The source.</param>
    /// <param name="name">What the source calls the item.</param>
    /// <param name="thing">What the items are, for messages: <c>Server</c> or <c>Agent</c>.</param>
    /// <param name="begins">
    /// Whether a configuration and a source that nobody has used yet (switched off, without names) come to be with it.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Result<FederationConfigRecord>> AddNameAsync(
        Caller caller, string id, string sourceId, string name, string thing, bool begins, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            current =>
            {
                if (current is null && !begins)
                {
                    return NotFound(id);
                }

                var source = current?.Find(sourceId) ?? ConfigDocument.Blank(sourceId);
                return source.Names.Contains(name)
                    ? new Error(ErrorKind.Invalid, $"{thing} '{name}' already exists in configuration")
                    : Blank(current).With(source with
                    {
                        Names = [.. source.Names, name],
                        Enabled = source.Enabled || (begins && source is { Names.Count: 0, Endpoint.Length: > 0 }),
                    });
            },
            cancellationToken);

    /// <summary>Has a source asked for these items alone.</summary>
    internal Task<Result<FederationConfigRecord>> NarrowAsync(
        Caller caller, string id, string sourceId, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            current => current is null ? NotFound(id)
                : current.Find(sourceId) is { } source
                    // As it began: that they are named now is no wish to have them switched on.
                    ? current.With(source with { Names = names, SwitchesOn = source.StartsOn })
                    : new Error(ErrorKind.NotFound, $"Source '{sourceId}' not found in configuration"),
            cancellationToken);

    /// <summary>
    /// Takes one item out of those that a source is asked for. With the last of them the source is switched off: without names it would be
    /// asked for everything.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The configuration.</param>
    /// <param name="sourceId">The source.</param>
    /// <param name="name">What the source calls the item.</param>
    /// <param name="thing">What the items are, for messages: <c>Server</c> or <c>Agent</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Result<FederationConfigRecord>> RemoveNameAsync(
        Caller caller, string id, string sourceId, string name, string thing, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, id,
            current => current is null ? NotFound(id)
                : current.Find(sourceId) is { } source && source.Names.Contains(name)
                    ? current.With(source with
                    {
                        Names = [.. source.Names.Where(known => known != name)],
                        Enabled = source is { Enabled: true, Names.Count: > 1 },
                    })
                    : new Error(ErrorKind.NotFound, $"{thing} '{name}' not found in configuration"),
            cancellationToken);

    public async Task<Result<bool>> DeleteAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        var deleted = await OptimisticCommit.RunAsync(
            _documents,
            async token => await _repository.FindConfigAsync(id, token) is { } current
                ? (Result<PendingWrite<bool>>)new PendingWrite<bool>(
                    new DocumentBatch().Delete(FederationRepository.Configs, id, current.Version), true)
                : NotFound(id),
            cancellationToken);
        Note(caller, id, deleted.IsSuccess);
        return deleted;
    }

    internal static Error NotFound(string id) => new(ErrorKind.NotFound, $"Federation config '{id}' not found");

    private async Task<Result<FederationConfigRecord>> ChangeAsync(
        Caller caller, string id, Func<FederationConfigRecord?, Result<FederationConfigRecord>> change,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Permissions.IsAdmin)
        {
            return AdminsOnly;
        }

        if (!IsId(id))
        {
            return BadId;
        }

        var changed = await OptimisticCommit.RunAsync(
            _documents, token => PlanAsync(id, change, new DocumentBatch(), token), cancellationToken);
        Note(caller, id, changed.IsSuccess);
        return changed;
    }

    private async Task<Result<PendingWrite<FederationConfigRecord>>> PlanAsync(
        string id, Func<FederationConfigRecord?, Result<FederationConfigRecord>> change, DocumentBatch batch,
        CancellationToken cancellationToken)
    {
        var stored = await _repository.FindConfigAsync(id, cancellationToken);
        var current = stored?.Value ?? (id == FederationConfigRecord.Default ? _settings.Read() : null);
        var next = change(current);
        if (!next.IsSuccess)
        {
            return next.Error;
        }

        if (_validator.Refusal(next.Value.Sources) is { } refusal)
        {
            return refusal;
        }

        var renewed = next.Value with { UpdatedAt = _time.GetUtcNow() };
        return new PendingWrite<FederationConfigRecord>(
            batch.Put(FederationRepository.Configs, id, renewed, stored?.Version ?? DocumentBatch.Absent), renewed);
    }

    /// <summary>Adds to a batch what puts a source into a configuration, in the place of the one with its id.</summary>
    internal async Task<Error?> PlanSourceAsync(string id, SourceRecord source, DocumentBatch batch, CancellationToken cancellationToken) =>
        !IsId(id) ? BadId
        : (await PlanAsync(id, current => Blank(current).With(source), batch, cancellationToken)).Error;

    private FederationConfigRecord Blank(FederationConfigRecord? current)
    {
        var now = _time.GetUtcNow();
        return current ?? new() { CreatedAt = now, UpdatedAt = now };
    }

    private static bool IsId(string id) =>
        id.Length is > 0 and <= 64 && id.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private void Note(Caller caller, string id, bool isDone)
    {
        if (isDone)
        {
            var user = LogText.Clean(caller.UserName);
            LogChanged(id, user);
        }
    }

    [LoggerMessage(EventId = 14005, Level = LogLevel.Information, Message = "Federation configuration {Config} changed by {User}.")]
    private partial void LogChanged(string config, string user);
}
