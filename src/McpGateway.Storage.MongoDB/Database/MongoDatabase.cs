using System.Security.Cryptography;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.MongoDB.Connecting;
using McpGateway.Storage.Sql;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Servers;

namespace McpGateway.Storage.MongoDB.Database;

/// <summary>
/// A MongoDB or DocumentDB database that any number of replicas share. Everything is read from the primary and as a majority has it, so
/// nothing that was read can be lost by a failover; what is written together is one transaction.
/// </summary>
internal sealed class MongoDatabase(MongoTarget target, TimeProvider time) : IDisposable
{
    /// <summary>How long a write waits for its turn, and for others that it meets.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MaxPauseMilliseconds = 100;

    private static readonly TransactionOptions Options = new(
        ReadConcern.Snapshot, ReadPreference.Primary, WriteConcern.WMajority, maxCommitTime: Patience);

    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lazy<MongoClient> _client = new(() => new MongoClient(target.Settings));
    private MongoCollections? _collections;
    private volatile bool _isOpen;

    public string Description => target.Description;

    public bool IsDocumentDb => target.IsDocumentDb;

    public MongoCollections Collections => _collections ??= new(
        _client.Value.GetDatabase(target.Database), target.Namespace);

    /// <summary>
    /// Which primary answers, and which of its terms it is: a new one may for a moment show less than the former one has shown.
    /// </summary>
    public async Task<string> InstanceAsync(CancellationToken cancellationToken)
    {
        // Before there was a connection nothing is known of the servers.
        await OpenAsync(SchemaOpening.Serve, cancellationToken);
        return Primary;
    }

    private string Primary => _client.Value.Cluster.Description.Servers
        .Where(static server => server.Type == ServerType.ReplicaSetPrimary)
        .Select(static primary => $"{primary.EndPoint}/{primary.ElectionId}").FirstOrDefault("");

    public async Task OpenAsync(SchemaOpening opening, CancellationToken cancellationToken)
    {
        if (_isOpen)
        {
            return;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (!_isOpen)
            {
                await new MongoStart(this, target).RunAsync(opening, cancellationToken);
                _isOpen = true;
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>What the server says of itself.</summary>
    public async Task<BsonDocument> HelloAsync(CancellationToken cancellationToken)
    {
        var database = _client.Value.GetDatabase("admin");
        try
        {
            return await database.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: cancellationToken);
        }
        catch (MongoCommandException failure) when (failure.Code == MongoFaults.CommandNotFound)
        {
            return await database.RunCommandAsync<BsonDocument>(new BsonDocument("isMaster", 1), cancellationToken: cancellationToken);
        }
    }

    /// <summary>The server's clock, at the latest when it was asked.</summary>
    public async Task<DateTime> NowAsync(CancellationToken cancellationToken) =>
        (await HelloAsync(cancellationToken))["localTime"].ToUniversalTime();

    /// <exception cref="StorageUnavailableException">The server does not do it now.</exception>
    public async Task<T> RunAsync<T>(Func<MongoCollections, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await OpenAsync(SchemaOpening.Serve, cancellationToken);
        try
        {
            return await work(Collections, cancellationToken);
        }
        catch (Exception failure) when (MongoFaults.IsOfTheServer(failure))
        {
            throw MongoFaults.Explain(failure);
        }
    }

    public Task<StateDocument> ReadStateAsync(CancellationToken cancellationToken) => RunAsync(
        static async (collections, token) => await collections.FindStateAsync(token) ?? throw StateDocument.Missing(), cancellationToken);

    /// <summary>
    /// Reads one state of the store. What is read is durable: the end of the transaction waits for a majority to have it.
    /// </summary>
    /// <param name="read">Reads.</param>
    /// <param name="mayRepeat">Whether it may be run again when its connection turns out to be dead.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<T> ReadSnapshotAsync<T>(
        Func<MongoTransaction, CancellationToken, Task<T>> read, bool mayRepeat, CancellationToken cancellationToken) => RunAsync(
        async (collections, token) =>
        {
            try
            {
                return await ReadSnapshotOnceAsync(collections, read, token);
            }
            catch (MongoException failure) when (mayRepeat && MongoFaults.IsLost(failure))
            {
                return await ReadSnapshotOnceAsync(collections, read, token);
            }
        },
        cancellationToken);

    /// <summary>
    /// Runs <paramref name="write"/> in a transaction, again when it meets another one, and commits what it wants kept.
    /// </summary>
    /// <param name="write">Has no other effects: it may run several times.</param>
    /// <param name="inTurn">Whether it takes a revision or appends to the audit: those of this process wait for one another here.</param>
    /// <param name="cancellationToken">Heeded until the work begins.</param>
    /// <exception cref="StorageUnavailableException">Nothing is stored, or it is not known.</exception>
    public async Task<T> WriteAsync<T>(
        Func<MongoTransaction, Task<MongoOutcome<T>>> write, bool inTurn, CancellationToken cancellationToken)
    {
        await OpenAsync(SchemaOpening.Serve, cancellationToken);
        if (!inTurn)
        {
            return await RepeatAsync(write);
        }

        if (!await _turn.WaitAsync(Patience, cancellationToken))
        {
            throw new StorageUnavailableException(StorageFault.Busy);
        }

        try
        {
            return await RepeatAsync(write);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The same once: a conflict is <see cref="StorageFault.Busy"/>.</summary>
    public async Task<T> TryWriteAsync<T>(Func<MongoTransaction, Task<MongoOutcome<T>>> write)
    {
        try
        {
            return await TransactAsync(write);
        }
        catch (Exception failure) when (MongoFaults.IsOfTheServer(failure))
        {
            throw MongoFaults.Explain(failure);
        }
    }

    /// <summary>Whether the server has transactions is known when one was tried. Nothing stays.</summary>
    public async Task TryTransactionAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await TransactAsync(static async transaction =>
            {
                await transaction.Collections.State.UpdateOneAsync(
                    transaction.Session, Query.Id(StateDocument.Id), Query.Set("tried", 1L));
                return new MongoOutcome<bool>(true, Keep: false);
            });
        }
        catch (MongoException failure) when (MongoFaults.IsConflict(failure))
        {
            // Another replica's: so there are transactions.
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        _opening.Dispose();
        _turn.Dispose();
    }

    private async Task<T> ReadSnapshotOnceAsync<T>(
        MongoCollections collections, Func<MongoTransaction, CancellationToken, Task<T>> read, CancellationToken token)
    {
        using var session = await _client.Value.StartSessionAsync(cancellationToken: token);
        session.StartTransaction(Options);
        try
        {
            var result = await read(new(collections, session), token);
            await session.CommitTransactionAsync(token);
            return result;
        }
        catch (Exception) when (session.IsInTransaction)
        {
            await AbortAsync(session);
            throw;
        }
    }

    private async Task<T> RepeatAsync<T>(Func<MongoTransaction, Task<MongoOutcome<T>>> write)
    {
        var began = time.GetTimestamp();
        for (var (attempt, lost) = (1, 0); ; attempt++)
        {
            try
            {
                return await TransactAsync(write);
            }
            catch (Exception failure) when (MongoFaults.IsOfTheServer(failure))
            {
                lost += MongoFaults.IsLost(failure) ? 1 : 0;
                var isWorthIt = MongoFaults.IsConflict(failure) || (MongoFaults.IsLost(failure) && lost == 1);
                if (!isWorthIt || time.GetElapsedTime(began) > Patience)
                {
                    throw MongoFaults.Explain(failure);
                }
            }

            // Writers that met do not meet again at the same moment. Contention lasts real time, whatever clock the product was given.
            await Task.Delay(
                RandomNumberGenerator.GetInt32(1, Math.Min(MaxPauseMilliseconds, 2 << Math.Min(attempt, 10)) + 1), CancellationToken.None);
        }
    }

    private async Task<T> TransactAsync<T>(Func<MongoTransaction, Task<MongoOutcome<T>>> write)
    {
        using var session = await _client.Value.StartSessionAsync();
        session.StartTransaction(Options);
        MongoOutcome<T> outcome;
        try
        {
            outcome = await write(new(Collections, session));
        }
        catch
        {
            await AbortAsync(session);
            throw;
        }

        if (!outcome.Keep)
        {
            await AbortAsync(session);
            return outcome.Result;
        }

        await new MongoCommit(session, Collections, time).RunAsync(outcome.IsThere);
        return outcome.Result;
    }

    /// <summary>A transaction that cannot be ended ends by itself.</summary>
    private static async Task AbortAsync(IClientSessionHandle session)
    {
        try
        {
            await session.AbortTransactionAsync();
        }
        catch (Exception failure) when (MongoFaults.IsOfTheServer(failure) || failure is InvalidOperationException)
        {
            // The server forgets it.
        }
    }
}
