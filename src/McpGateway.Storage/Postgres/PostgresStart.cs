using System.Security.Authentication;
using System.Security.Cryptography;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Storage.Sql;
using Npgsql;

namespace McpGateway.Storage.Postgres;

/// <summary>What an operator is told when PostgreSQL cannot be used at start. The driver's messages never repeat a password.</summary>
internal static class PostgresStart
{
    private const string Setting = "POSTGRES_CONNECTION_STRING (or DATABASE_URL)";

    /// <summary>Null for a failure that has another reason.</summary>
    public static StorageUnusableException? Explain(Exception failure) => failure switch
    {
        PostgresException refused => new(Refusal(refused), failure),
        NpgsqlException when Failures.CauseOf<AuthenticationException>(failure) is not null => new(
            $"TLS with PostgreSQL failed ({Detail(failure)}). Check that sslrootcert names the authority of the server's certificate, that "
            + $"the certificate has the host's name as {Setting} writes it, and the client certificate if there is one.", failure),
        NpgsqlException or IOException or TimeoutException or StorageUnavailableException => new(
            $"PostgreSQL cannot be reached ({Detail(failure)}). Check that it runs and that {Setting} names its host and port.", failure),
        CryptographicException or NotSupportedException or ArgumentException or UnauthorizedAccessException => new(
            $"PostgreSQL cannot be reached as it is stated ({Detail(failure)}). Check {Setting} and the files that it names.", failure),
        _ => null,
    };

    private static string Refusal(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"PostgreSQL refused the sign-in ({refused.Message}). Check user and password in {Setting}.",
        PostgresErrorCodes.InvalidCatalogName =>
            $"The PostgreSQL database does not exist ({refused.Message}). Create it, or correct {Setting}.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"The PostgreSQL user may not create the tables ({refused.Message}). Grant it CREATE on the schema.",
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            $"PostgreSQL is read-only ({refused.Message}). Let {Setting} name the primary, or all hosts with "
            + "target_session_attrs=read-write.",
        PostgresErrorCodes.ProtocolViolation when refused.MessageText.Contains("startup parameter", StringComparison.Ordinal) =>
            $"The pooler before PostgreSQL refuses a parameter ({refused.Message}). Leave it out of {Setting}, or list it in the pooler's "
            + "ignore_startup_parameters.",
        _ => $"PostgreSQL cannot be used ({refused.Message}). Check the database that {Setting} names.",
    };

    /// <summary>The messages of what failed, without those that only point to their cause.</summary>
    private static string Detail(Exception failure) => failure switch
    {
        NpgsqlException { InnerException: AggregateException all } => string.Join(
            "; ", all.Flatten().InnerExceptions.Select(Detail).Distinct(StringComparer.Ordinal)),
        NpgsqlException { InnerException: AuthenticationException cause } => cause.Message.TrimEnd('.'),
        NpgsqlException { Message: "No suitable host was found." } => "None of the hosts is what target_session_attrs asks for",
        _ => failure.Message.TrimEnd('.'),
    };
}
