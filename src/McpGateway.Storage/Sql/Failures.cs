namespace McpGateway.Storage.Sql;

/// <summary>Looks into failures of the databases' drivers.</summary>
internal static class Failures
{
    /// <summary>The failure itself or what is behind it; null when none of them is a <typeparamref name="T"/>.</summary>
    public static T? CauseOf<T>(Exception? failure)
        where T : Exception => failure switch
        {
            null => null,
            T found => found,
            AggregateException all => all.InnerExceptions.Select(CauseOf<T>).FirstOrDefault(static cause => cause is not null),
            _ => CauseOf<T>(failure.InnerException),
        };
}
