using McpGateway.Storage.Postgres.Connecting;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>The pool of connections to one server, or to the one of several that fits, with the product's own defaults.</summary>
internal sealed class PostgresSource : IAsyncDisposable
{
    /// <summary>
    /// How long the driver believes what it knows of the servers, in seconds. It is told to forget after each failure, so that a server
    /// that does not answer is not tried again and again before the one that does.
    /// </summary>
    private const int BelieveSeconds = 600;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlMultiHostDataSource? _servers;

    private PostgresSource(NpgsqlDataSourceBuilder builder, TargetSessionAttributes? session)
    {
        if (session is { } wanted)
        {
            _servers = builder.BuildMultiHost();
            _source = _servers.WithTargetSession(wanted);
        }
        else
        {
            _source = builder.Build();
        }
    }

    /// <param name="target">Where PostgreSQL is; what it states counts.</param>
    /// <param name="maxConnections">The size of the pool, where that is not stated.</param>
    /// <param name="isPooled">Whether a pooler gives each transaction another session.</param>
    public static PostgresSource Create(PostgresTarget target, int maxConnections, bool isPooled)
    {
        var builder = BuilderOf(target);
        var settings = builder.ConnectionStringBuilder;
        settings.MaxPoolSize = target.IsStated("Maximum Pool Size") ? settings.MaxPoolSize : maxConnections;
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, settings.MaxPoolSize);
        if (isPooled)
        {
            // What a session keeps would be found, or cleared away, by others. Without a statement of it nothing is prepared.
            settings.NoResetOnClose = true;
        }
        else if (!target.IsStated("Max Auto Prepare"))
        {
            // The statements are few and constant: after their second use they are prepared by the driver.
            settings.MaxAutoPrepare = 60;
            settings.AutoPrepareMinUsages = 2;
        }

        return new(builder, target.Session);
    }

    /// <summary>
    /// Asks whether the session that answers is the one that was greeted. A pooler greets with a number of its own; where the two are the
    /// same there is none, or none that matters.
    /// </summary>
    public static async Task<bool> IsPooledAsync(PostgresTarget target, CancellationToken cancellationToken)
    {
        var builder = BuilderOf(target);
        builder.ConnectionStringBuilder.Pooling = false;
        await using var source = new PostgresSource(builder, target.Session);
        await using var connection = await source.ConnectAsync(cancellationToken);
        return await IsPooledAsync(connection, cancellationToken);
    }

    public static async Task<bool> IsPooledAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is int process && process != connection.ProcessID;
    }

    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException failure) when (_servers is not null && failure is not PostgresException && IsWorthAnotherLook(failure))
        {
            // It was not asked whether they have changed their roles, or come back.
            _servers.ClearDatabaseStates();
            return await _source.OpenConnectionAsync(cancellationToken);
        }
    }

    /// <summary>Lets go of idle connections, and forgets which server is which.</summary>
    public void Clear()
    {
        _source.Clear();
        _servers?.ClearDatabaseStates();
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }

    /// <summary>Not after waiting in vain: that would take as long again.</summary>
    private static bool IsWorthAnotherLook(NpgsqlException failure) => failure.InnerException switch
    {
        null => true,
        AggregateException all => !all.Flatten().InnerExceptions.Any(
            static inner => inner is TimeoutException || inner.InnerException is TimeoutException),
        _ => false,
    };

    private static NpgsqlDataSourceBuilder BuilderOf(PostgresTarget target)
    {
        var builder = new NpgsqlDataSourceBuilder(target.Settings.ConnectionString);
        var settings = builder.ConnectionStringBuilder;
        settings.ApplicationName ??= "mcpgateway";
        settings.Timeout = target.IsStated("Timeout") ? settings.Timeout : 5;

        // A listener behind a cut network must find out.
        settings.KeepAlive = target.IsStated("Keepalive") ? settings.KeepAlive : 15;
        settings.HostRecheckSeconds = target.IsStated("Host Recheck Seconds") ? settings.HostRecheckSeconds : BelieveSeconds;
        if (!target.Tls.IsPlain)
        {
            builder.UseSslClientAuthenticationOptionsCallback(target.Tls.Apply);
        }

        return builder;
    }
}
