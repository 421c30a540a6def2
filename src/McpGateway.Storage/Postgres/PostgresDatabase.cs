using McpGateway.Foundation;
using McpGateway.Storage.Sql;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>A PostgreSQL database that any number of replicas share.</summary>
internal sealed class PostgresDatabase : ISqlDatabase, IAsyncDisposable
{
    /// <summary>Channel of LISTEN/NOTIFY on which commits are announced.</summary>
    public const string ChangeChannel = "mcpgateway_changes";

    /// <summary>Advisory lock of whoever migrates. Any constant that no one else uses in this database.</summary>
    private const long MigrationLock = 0x6D63_7067_0001;

    private const string LockRevision = "SELECT revision FROM store_state WHERE id = 1 FOR UPDATE";

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile bool _isOpen;

    public PostgresDatabase(string connectionString, TimeProvider time)
    {
        if (!PostgresConnection.TryParse(connectionString, out var settings))
        {
            throw new ArgumentException("Not a connection string.", nameof(connectionString));
        }

        settings.ApplicationName ??= "mcpgateway";

        // The statements are few and constant: after their second use they are prepared by the driver.
        settings.MaxAutoPrepare = 60;
        settings.AutoPrepareMinUsages = 2;

        // A listener, or a leader, behind a cut network must find out.
        settings.KeepAlive = settings.KeepAlive == 0 ? 15 : settings.KeepAlive;
        _source = NpgsqlDataSource.Create(settings);
        _time = time;
        Description = $"PostgreSQL, {settings.Host}:{settings.Port}, database {settings.Database}";
    }

    public string Description { get; }

    public int RowsPerInsert => 64;

    /// <summary>A connection of one's own, for listening and for leadership.</summary>
    public ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    public async Task OpenAsync(CancellationToken cancellationToken)
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
                await MigrateAsync(cancellationToken);
                _isOpen = true;
            }
        }
        catch (NpgsqlException failure)
        {
            throw Explain(failure);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await using var session = new SqlSession(await _source.OpenConnectionAsync(cancellationToken));
        return await read(session, cancellationToken);
    }

    public async Task<T> WriteAsync<T>(
        Func<SqlSession, CancellationToken, Task<WriteOutcome<T>>> write, bool takesRevision, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await using var session = new SqlSession(await _source.OpenConnectionAsync(cancellationToken));
        await using var transaction = await session.Connection.BeginTransactionAsync(cancellationToken);
        session.Transaction = transaction;
        if (takesRevision)
        {
            // Held until the commit is visible. Without it, revision 8 could appear before revision 7, and the change feed would never
            // deliver 7.
            await session.ReadNumberAsync(LockRevision, cancellationToken);
        }

        // From here on the work is carried through: a cancelled commit would leave the caller not knowing what happened.
        var outcome = await write(session, CancellationToken.None);
        if (!outcome.Keep)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return outcome.Result;
        }

        if (outcome.HasChanges)
        {
            // Delivered by the server when the transaction commits.
            await session.ExecuteAsync("NOTIFY " + ChangeChannel, CancellationToken.None);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return outcome.Result;
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _opening.Dispose();
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var session = new SqlSession(await _source.OpenConnectionAsync(cancellationToken));
        await using var transaction = await session.Connection.BeginTransactionAsync(cancellationToken);
        session.Transaction = transaction;
        await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@lock)", cancellationToken, ("@lock", MigrationLock));
        await MigrationRunner.RunAsync(session, Migration.ReadAll("Postgres"), _time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The driver's messages name host, user and database, never the password.</summary>
    private static StorageUnusableException Explain(NpgsqlException failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            new($"PostgreSQL refused the sign-in ({failure.Message}). Check user and password in POSTGRES_CONNECTION_STRING.", failure),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            new($"The PostgreSQL database does not exist ({failure.Message}). Create it, or correct POSTGRES_CONNECTION_STRING.", failure),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
            new($"The PostgreSQL user may not create the tables ({failure.Message}). Grant it CREATE on the schema.", failure),
        PostgresException =>
            new($"PostgreSQL cannot be used ({failure.Message}). Check the database that POSTGRES_CONNECTION_STRING names.", failure),
        _ =>
            new($"PostgreSQL cannot be reached ({failure.Message}). Check that it runs and that POSTGRES_CONNECTION_STRING names its host "
                + "and port.", failure),
    };
}
