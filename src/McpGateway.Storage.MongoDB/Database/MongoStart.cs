using System.Security.Authentication;
using System.Text.RegularExpressions;
using McpGateway.Foundation;
using McpGateway.Storage.MongoDB.Connecting;
using McpGateway.Storage.Sql;
using MongoDB.Bson;
using MongoDB.Driver;

namespace McpGateway.Storage.MongoDB.Database;

/// <summary>
/// What is asked of a database before it is used, and what an operator is told when it will not do. No message has a password.
/// </summary>
internal sealed partial class MongoStart(MongoDatabase database, MongoTarget target)
{
    private const string Settings = "DOCUMENTDB_HOST, DOCUMENTDB_PORT (or DOCUMENTDB_CONNECTION_STRING)";

    /// <exception cref="StorageUnusableException">It cannot be used; the message says why and what to do.</exception>
    public async Task RunAsync(SchemaOpening opening, CancellationToken cancellationToken)
    {
        try
        {
            Judge(await database.HelloAsync(cancellationToken));
            await PrepareAsync(opening, cancellationToken);
        }
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            throw explained;
        }
    }

    private async Task PrepareAsync(SchemaOpening opening, CancellationToken cancellationToken)
    {
        var state = await database.Collections.FindStateAsync(cancellationToken);
        if (state is null && opening == SchemaOpening.AsItIs)
        {
            throw new StorageUnusableException(
                $"There is no store in {target.Description}: check DOCUMENTDB_DATABASE and DOCUMENTDB_NAMESPACE.");
        }

        if (state is null)
        {
            await database.Collections.CreateAsync(cancellationToken);
        }

        if (state?.Schema > StateDocument.NewestSchema)
        {
            throw new StorageUnusableException(
                $"The database has schema version {state.Schema}, but this release knows only versions up to "
                    + $"{StateDocument.NewestSchema}: it was written by a newer release. "
                + "Start that release again, or restore a backup made before the upgrade.");
        }

        // Whether it has transactions is known when one was tried.
        await database.TryTransactionAsync(cancellationToken);
    }

    private void Judge(BsonDocument hello)
    {
        if (!hello.Contains("setName") && hello.GetValue("msg", "") != "isdbgrid")
        {
            throw new StorageUnusableException(NoTransactions);
        }
    }

    private string NoTransactions =>
        $"{target.Description} is a standalone server, which has no transactions. Make it a replica set, of one member if need be: start "
        + "mongod with --replSet rs0 and run rs.initiate() once.";

    private StorageUnusableException? Explain(Exception failure) => failure switch
    {
        StorageUnusableException => null,
        NotSupportedException when failure.Message.Contains("transactions", StringComparison.Ordinal) => new(NoTransactions, failure),
        MongoCommandException { Code: MongoFaults.IllegalOperation } => new(NoTransactions, failure),
        MongoCommandException { Code: MongoFaults.Unauthorized } => new(
            $"The user may not do in {target.Description} what the gateway has to ({OneLine(failure)}). Grant it readWrite on the "
            + "database.", failure),
        MongoCommandException or MongoWriteException => new(
            $"{target.Description} cannot be used ({OneLine(failure)}). Check the database.", failure),
        MongoIncompatibleDriverException => new($"{target.Description} is too old ({OneLine(failure)}).", failure),
        _ when Failures.CauseOf<MongoAuthenticationException>(failure) is not null => new(
            $"{target.Description} refused the sign-in. Check DOCUMENTDB_USERNAME and DOCUMENTDB_PASSWORD, or with DOCUMENTDB_USE_IAM the "
            + "role of the machine.", failure),
        _ when Failures.CauseOf<AuthenticationException>(failure) is { } tls => new(
            $"TLS with {target.Description} failed ({OneLine(tls)}). Check DOCUMENTDB_TLS_CA_FILE, and that the certificate has the host's "
            + "name; DOCUMENTDB_USE_TLS=false for a server without.", failure),
        _ when MongoFaults.IsOfTheServer(failure) => new(
            $"{target.Description} cannot be reached ({OneLine(failure)}). Check that it runs, that {Settings} name it, and "
            + "DOCUMENTDB_USE_TLS.", failure),
        _ => null,
    };

    /// <summary>The driver's messages about a server that does not answer list all that it knows of it.</summary>
    private static string OneLine(Exception failure) => failure is TimeoutException
        ? Cause().Match(failure.Message) is { Success: true } cause ? cause.Groups[1].Value.TrimEnd('.') : "it does not answer"
        : failure.Message.Split('\n', '\r')[0].TrimEnd('.');

    [GeneratedRegex("(?:SocketException|IOException|TimeoutException)[^:]*: ([^\\r\\n]+)")]
    private static partial Regex Cause();
}
