using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MongoDB.Bson;

namespace McpGateway.Tests.Storage.MongoDB.StandIn;

/// <summary>
/// Speaks MongoDB's protocol for a replica set of one member, in the process of the tests: no MongoDB can be installed where these run. It
/// does what is written down of transactions, conflicts and errors, and no more than MongoDB and DocumentDB both have. What it cannot show
/// is how a real server behaves; for that there is <c>MONGODB_TEST_URL</c>.
/// </summary>
internal sealed class MongoStandIn : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly StandInData _data = new();
    private readonly StandInCommands _commands;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Session, long Number), StandInTransaction> _transactions = [];
    private readonly ConcurrentDictionary<Socket, bool> _connections = [];
    private readonly ConcurrentQueue<(string Command, Func<BsonDocument> Instead, bool IsAfterwards)> _faults = [];
    private readonly Task _accepting;
    private int _disposed;
    private ObjectId _election = ObjectId.GenerateNewId();

    public MongoStandIn()
    {
        _commands = new(_data);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Whether it is one server alone, which has no transactions.</summary>
    public bool IsStandalone { get; init; }

    /// <summary>Whether it refuses what DocumentDB does not have: writes with a number that are in no transaction.</summary>
    public bool IsDocumentDb { get; init; }

    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Commands as they came, but for those by which the driver looks after its connections.</summary>
    public ConcurrentQueue<BsonDocument> Commands { get; } = [];

    /// <summary>The next command of this name is answered so, instead of being run.</summary>
    public void FailNext(string command, StandInException failure) => _faults.Enqueue((command, failure.ToAnswer, false));

    /// <summary>The connection of the next command of this name ends before, or after, it was run.</summary>
    public void CutNext(string command, bool isAfterwards) =>
        _faults.Enqueue((command, static () => throw new IOException("cut"), isAfterwards));

    /// <summary>Another primary: open transactions are gone, and connections with them.</summary>
    public void StepDown()
    {
        lock (_lock)
        {
            _election = ObjectId.GenerateNewId();
            foreach (var transaction in _transactions.Values.Where(static one => one.State == StandInState.Open))
            {
                _data.End(transaction, isCommit: false);
            }
        }

        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }
    }

    /// <summary>Changes a document behind the adapter's back.</summary>
    public void Tamper(string collection, Func<BsonDocument, bool> which, Action<BsonDocument> change)
    {
        lock (_lock)
        {
            foreach (var document in _data.RowsOf(collection, null).Values.Where(which).ToList())
            {
                var changed = (BsonDocument)document.DeepClone();
                change(changed);
                _data.Write(collection, changed["_id"], changed, null);
            }
        }
    }

    public IReadOnlyList<BsonDocument> RowsOf(string collection)
    {
        lock (_lock)
        {
            return [.. _data.RowsOf(collection, null).Values];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _ended.CancelAsync();
        _listener.Dispose();
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }

        await _accepting;
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptSocketAsync(_ended.Token);
                _connections[connection] = true;
                _ = ServeAsync(connection);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        try
        {
            connection.NoDelay = true;
            await using var stream = new NetworkStream(connection);
            while (await StandInWire.ReadAsync(stream, _ended.Token) is { } request)
            {
                await StandInWire.WriteAsync(stream, request, await AnswerAsync(request), _ended.Token);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The driver, or the test, ended the connection.
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Dispose();
        }
    }

    private async Task<BsonDocument> AnswerAsync(StandInRequest request)
    {
        if (request.Name is "hello" or "isMaster" or "ismaster")
        {
            return Hello();
        }

        Commands.Enqueue(request.Command);
        var fault = _faults.TryPeek(out var next) && next.Command == request.Name && _faults.TryDequeue(out next) ? next : default;
        if (fault.Instead is not null && !fault.IsAfterwards)
        {
            var instead = fault.Instead();
            Abort(request);
            return instead;
        }

        BsonDocument? answer;
        while ((answer = TryAnswer(request)) is null)
        {
            // A transaction holds the document. It ends soon, or the test does.
            await Task.Delay(1, _ended.Token);
        }

        return fault.Instead is null ? answer : fault.Instead();
    }

    /// <summary>A command that fails ends the transaction that it was in.</summary>
    private void Abort(StandInRequest request)
    {
        lock (_lock)
        {
            if (request.Command.Contains("autocommit") && TransactionOf(request) is { State: StandInState.Open } transaction)
            {
                _data.End(transaction, isCommit: false);
            }
        }
    }

    private BsonDocument? TryAnswer(StandInRequest request)
    {
        lock (_lock)
        {
            StandInTransaction? transaction = null;
            try
            {
                transaction = TransactionOf(request);
                return request.Name is "commitTransaction" or "abortTransaction"
                    ? End(transaction ?? throw StandInException.NoTransaction(), request.Name == "commitTransaction")
                    : _commands.Run(request.Name, request.Command, transaction);
            }
            catch (StandInException failure)
            {
                if (transaction is { State: StandInState.Open })
                {
                    _data.End(transaction, isCommit: false);
                }

                return failure.ToAnswer();
            }
        }
    }

    private BsonDocument End(StandInTransaction transaction, bool isCommit)
    {
        if (transaction.State == StandInState.Aborted || (transaction.State == StandInState.Committed && !isCommit))
        {
            throw StandInException.NoTransaction();
        }

        if (transaction.State == StandInState.Open)
        {
            _data.End(transaction, isCommit);
        }

        return StandInCommands.Ok();
    }

    private StandInTransaction? TransactionOf(StandInRequest request)
    {
        var command = request.Command;
        if (!command.Contains("txnNumber"))
        {
            return null;
        }

        if (IsStandalone)
        {
            throw new StandInException(20, "Transaction numbers are only allowed on a replica set member or mongos");
        }

        if (!command.Contains("autocommit"))
        {
            return IsDocumentDb ? throw new StandInException(301, "Retryable writes are not supported") : null;
        }

        var key = (command["lsid"]["id"].AsByteArray is var id ? Convert.ToHexString(id) : "", command["txnNumber"].ToInt64());
        if (command.GetValue("startTransaction", false).ToBoolean())
        {
            return _transactions[key] = _data.Begin();
        }

        return _transactions.TryGetValue(key, out var transaction)
            && (transaction.State == StandInState.Open || request.Name is "commitTransaction" or "abortTransaction")
                ? transaction
                : throw StandInException.NoTransaction();
    }

    private BsonDocument Hello()
    {
        var hello = new BsonDocument
        {
            ["ok"] = 1.0,
            ["helloOk"] = true,
            ["ismaster"] = true,
            ["isWritablePrimary"] = true,
            ["maxBsonObjectSize"] = 16 * 1024 * 1024,
            ["maxMessageSizeBytes"] = 48_000_000,
            ["maxWriteBatchSize"] = 100_000,
            ["localTime"] = new BsonDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
            ["minWireVersion"] = 0,
            ["maxWireVersion"] = 21,
            ["readOnly"] = false,
            ["logicalSessionTimeoutMinutes"] = 30,
        };
        if (!IsStandalone)
        {
            hello.AddRange(new BsonDocument
            {
                ["setName"] = "rs0",
                ["setVersion"] = 1,
                ["secondary"] = false,
                ["hosts"] = new BsonArray { Address },
                ["primary"] = Address,
                ["me"] = Address,
                ["electionId"] = _election,
            });
        }

        return hello;
    }
}
