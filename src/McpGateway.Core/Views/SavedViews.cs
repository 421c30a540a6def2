using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Views;

/// <summary>Views of lists that users keep for themselves. Everybody has their own, and sees no others.</summary>
public sealed class SavedViews(DocumentStore documents)
{
    public const int MaxViews = 100;
    public const int MaxName = 80;
    private const int MaxQuery = 2_000;

    public static readonly DocumentKind<SavedViewsRecord> Kind =
        new("saved_views", ViewsJsonContext.Default.SavedViewsRecord) { OwnerOf = static record => record.Subject };

    /// <summary>The caller's views of one list, by name.</summary>
    public async Task<IReadOnlyList<SavedView>> ListAsync(Caller caller, string list, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var stored = await documents.FindAsync(Kind, caller.Subject, cancellationToken);
        return
        [
            .. (stored?.Value.Views ?? []).Where(view => view.List == list)
                .OrderBy(static view => view.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>Saves a view; one of the same name in the same list is replaced.</summary>
    /// <returns><see cref="ErrorKind.Invalid"/> for a name or a query that is too long, or when there are too many views.</returns>
    public Task<Result<SavedView>> SaveAsync(Caller caller, SavedView view, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(view);
        var named = view with { Name = view.Name.Trim() };
        return named.Name.Length is 0 or > MaxName
            ? Refuse($"A view has a name of 1 to {MaxName} characters.")
            : named.Query.Length > MaxQuery
                ? Refuse("This is narrowed to more than a view can keep.")
                : ChangeAsync(caller, named, views => [.. Without(views, named), named], cancellationToken);
    }

    /// <summary>Forgets a view. One that is not there is forgotten already.</summary>
    public Task<Result<SavedView>> DeleteAsync(Caller caller, string list, string name, CancellationToken cancellationToken)
    {
        var view = new SavedView(list, name, "");
        return ChangeAsync(caller, view, views => [.. Without(views, view)], cancellationToken);
    }

    private Task<Result<SavedView>> ChangeAsync(
        Caller caller, SavedView outcome, Func<IReadOnlyList<SavedView>, IReadOnlyList<SavedView>> change,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return OptimisticCommit.RunAsync(
            documents,
            async token =>
            {
                var stored = await documents.FindAsync(Kind, caller.Subject, token);
                var views = change(stored?.Value.Views ?? []);
                if (views.Count > MaxViews)
                {
                    return (Result<PendingWrite<SavedView>>)new Error(
                        ErrorKind.Invalid, $"There is room for {MaxViews} views: delete one first.");
                }

                var record = new SavedViewsRecord { Subject = caller.Subject, Views = views };
                return new PendingWrite<SavedView>(
                    new DocumentBatch().Put(Kind, caller.Subject, record, stored?.Version ?? DocumentBatch.Absent), outcome);
            },
            cancellationToken);
    }

    private static IEnumerable<SavedView> Without(IReadOnlyList<SavedView> views, SavedView gone) =>
        views.Where(view => view.List != gone.List || !view.Name.Equals(gone.Name, StringComparison.OrdinalIgnoreCase));

    private static Task<Result<SavedView>> Refuse(string text) =>
        Task.FromResult<Result<SavedView>>(new Error(ErrorKind.Invalid, text));
}
