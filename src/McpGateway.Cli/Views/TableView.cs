using Spectre.Console;
using Spectre.Console.Rendering;

namespace McpGateway.Cli.Views;

/// <summary>A list for people. What does not fit is wrapped inside its column.</summary>
internal sealed class TableView
{
    private readonly Table _table = new() { Border = new PlainBorder(), UseSafeBorder = false };
    private readonly string _ifEmpty;

    /// <param name="ifEmpty">What is said in place of a table without rows.</param>
    /// <param name="columns">Headings; one that starts with <c>#</c> is of numbers, one with <c>!</c> is never wrapped.</param>
    public TableView(string ifEmpty, params string[] columns)
    {
        _ifEmpty = ifEmpty;
        foreach (var column in columns)
        {
            _table.AddColumn(new TableColumn(new Text(column.TrimStart('#', '!'), new Style(decoration: Decoration.Bold)))
            {
                Alignment = column[0] == '#' ? Justify.Right : Justify.Left,
                NoWrap = column[0] is '#' or '!',
                Padding = new Padding(0, 0, 2, 0),
            });
        }
    }

    public void Add(params ReadOnlySpan<Cell> cells)
    {
        var row = new IRenderable[cells.Length];
        for (var index = 0; index < cells.Length; index++)
        {
            row[index] = cells[index].Render();
        }

        _table.AddRow(row);
    }

    /// <summary>One row for each item.</summary>
    public TableView AddAll<T>(IEnumerable<T> items, Func<T, Cell[]> row)
    {
        foreach (var item in items)
        {
            Add(row(item));
        }

        return this;
    }

    public IRenderable Render() => _table.Rows.Count == 0 ? new Text(_ifEmpty + "\n") : _table;

    /// <summary>No lines: what is copied out of the terminal is the text.</summary>
    private sealed class PlainBorder : TableBorder
    {
        public override bool Visible => false;

        public override string GetPart(TableBorderPart part) => " ";
    }
}
