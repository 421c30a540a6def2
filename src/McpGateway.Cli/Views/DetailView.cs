using Spectre.Console;
using Spectre.Console.Rendering;

namespace McpGateway.Cli.Views;

/// <summary>One thing for people: names on the left, values on the right. What has no value is left out.</summary>
internal sealed class DetailView
{
    private readonly Grid _grid = new Grid()
        .AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) })
        .AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });

    public DetailView Add(string name, Cell value)
    {
        if (!string.IsNullOrEmpty(value.Text))
        {
            _grid.AddRow(new Cell(name, Tone.Faint).Render(), value.Render());
        }

        return this;
    }

    public IRenderable Render() => _grid;
}
