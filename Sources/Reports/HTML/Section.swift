/// One section of the page, with a title that the page's menu links to.
struct Section {
    var id: String
    var title: String
    var content: HTML

    init(_ id: String, _ title: String, _ content: HTML) {
        self.id = id
        self.title = title
        self.content = content
    }

    /// The section.
    var html: HTML {
        """
        <section id="\(id)" aria-labelledby="\(id)-title"><h2 id="\(id)-title">\(title)</h2>
        \(content)</section>

        """
    }

    /// The link to it.
    var link: HTML { "<a href=\"#\(id)\">\(title)</a> " }
}
